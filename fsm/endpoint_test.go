package fsm

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm/control"
	"github.com/portolan-ftp/portolan/fsm/data"
)

// addressed is a connection between two addresses.
type addressed struct {
	net.Conn
	local, remote *net.TCPAddr
}

func (a addressed) LocalAddr() net.Addr  { return a.local }
func (a addressed) RemoteAddr() net.Addr { return a.remote }

// TestLinkLocalClient: an address that holds for a link only is of the control connection's link.
func TestLinkLocalClient(t *testing.T) {
	ip := net.ParseIP("fe80::17")
	conn, err := control.New(addressed{local: &net.TCPAddr{IP: net.ParseIP("fe80::1"), Zone: "eth7"}, remote: &net.TCPAddr{IP: ip, Port: 4000, Zone: "eth7"}}, false, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	s := &Session{server: &Server{program: smallest(t)}, control: conn}
	to := netip.MustParseAddrPort("[fe80::17]:5000")
	if got := s.Reach(to); got != ReachClient {
		t.Errorf("reaches %v, want the client", got)
	}
	if got, want := s.inZone(to), netip.MustParseAddrPort("[fe80::17%eth7]:5000"); got != want {
		t.Errorf("connects to %v, want %v", got, want)
	}
	if got := s.Reach(netip.MustParseAddrPort("[fe80::18]:5000")); got != data.ReachNobody {
		t.Errorf("another on the link: reaches %v, want nobody", got)
	}
}
