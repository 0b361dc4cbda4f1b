package fsm_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/fsm/control"
)

// behindBalancer is a client whose connections come from a balancer at 127.0.0.1.
type behindBalancer struct{ *client }

// relayed is what the balancer says: the client is 192.0.2.7, and came to 198.51.100.1.
const relayed = "PROXY TCP4 192.0.2.7 198.51.100.1 50000 21\r\n"

// dialRelayed connects as a balancer does, with a header of somebody.
func dialRelayed(t *testing.T, address, header string) net.Conn {
	t.Helper()
	conn := dial(t, address)
	if _, err := io.WriteString(conn, header); err != nil {
		t.Fatal(err)
	}
	return conn
}

// portKinds are the kinds of listeners that a server may have.
var portKinds = map[string]func() (net.Listener, error){
	"net":     func() (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") },
	"control": func() (net.Listener, error) { return control.Listen(context.Background(), "tcp", "127.0.0.1:0") },
}

// passive opens a data connection through the balancer; PASV names the balancer's address and the server's port.
func (b *behindBalancer) passive(header string) net.Conn {
	b.t.Helper()
	reply := b.expect("PASV", "227 Entering Passive Mode (198,51,100,1,")
	var high, low int
	if _, err := fmt.Sscanf(reply[strings.Index(reply, "100,1,"):], "100,1,%d,%d)", &high, &low); err != nil {
		b.t.Fatal(reply, err)
	}
	return dialRelayed(b.t, fmt.Sprintf("127.0.0.1:%d", high<<8|low), header)
}

// TestBehindBalancer: control and data connections count as those of the client that the header names, in the clear and
// in TLS; data connections of others, and those without a header, are not taken.
func TestBehindBalancer(t *testing.T) {
	for kind, listen := range portKinds {
		for _, private := range []bool{false, true} {
			t.Run(fmt.Sprint(kind, ", TLS ", private), func(t *testing.T) {
				l, err := listen()
				if err != nil {
					t.Fatal(err)
				}
				address, dir := serveFilesOn(t, l, fsm.Options{Relays: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
				c := &behindBalancer{&client{t: t}}
				c.use(dialRelayed(t, address, relayed))
				c.expect("", "220 Service ready.")
				if private {
					c.auth(tls.VersionTLS13)
				}
				c.login()
				if private {
					c.private()
				}
				reply := c.expect("STAT", "211-")
				for !strings.HasPrefix(reply, "211 ") {
					if reply = c.expect("", ""); strings.Contains(reply, " > ") && reply != "192.0.2.7:50000 > 198.51.100.1:21" {
						t.Errorf("STAT says %q", reply)
					}
				}
				for _, wrong := range []string{"", strings.Replace(relayed, "192.0.2.7", "192.0.2.8", 1), "PROXY UNKNOWN\r\n"} {
					c.stores(dir, private, wrong)
				}
			})
		}
	}
}

// stores uploads a file, after somebody else has come to the port.
func (b *behindBalancer) stores(dir string, private bool, wrong string) {
	b.t.Helper()
	stranger := b.passive(wrong)
	if wrong == "" {
		stranger.Close()
	}
	at := stranger.RemoteAddr().String()
	mine := dialRelayed(b.t, at, strings.Replace(relayed, "50000", "50001", 1))
	b.expect("STOR f", "150 ")
	data := mine
	if private {
		data = tls.Client(mine, b.tls)
	}
	if _, err := io.WriteString(data, "mine"+wrong); err != nil {
		b.t.Fatal(err)
	}
	if private {
		data.(*tls.Conn).CloseWrite()
	} else {
		mine.Close()
	}
	b.expect("", "226 ")
	if got, err := os.ReadFile(filepath.Join(dir, "f")); string(got) != "mine"+wrong || err != nil {
		b.t.Errorf("%q is stored, %v", got, err)
	}
}

// TestBalancersSpeakFirst: who comes from a balancer's network without a header is not served, and one client cannot
// take the sessions of others behind the same balancer.
func TestBalancersSpeakFirst(t *testing.T) {
	for kind, listen := range portKinds {
		t.Run(kind, func(t *testing.T) {
			l, err := listen()
			if err != nil {
				t.Fatal(err)
			}
			address, _ := serveFilesOn(t, l, fsm.Options{Relays: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Limits: fsm.Limits{SessionsPerAddress: 1}})
			direct := dial(t, address)
			io.WriteString(direct, "USER u\r\nPASS p\r\n")
			if got, _ := io.ReadAll(direct); len(got) != 0 {
				t.Errorf("without a header: %q", got)
			}
			for header, greeting := range map[string]string{
				relayed: "220 Service ready.", strings.Replace(relayed, "0.2.7", "0.2.8", 1): "220 Service ready.", "PROXY UNKNOWN\r\n": "220 Service ready.",
			} {
				c := &client{t: t}
				c.use(dialRelayed(t, address, header))
				c.expect("", greeting)
			}
			again := &client{t: t}
			again.use(dialRelayed(t, address, strings.Replace(relayed, "50000", "50002", 1)))
			again.expect("", "421 ")
			elsewhere := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}, Timeout: 10 * time.Second}
			conn, err := elsewhere.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			c := &client{t: t}
			c.use(conn)
			c.expect("", "220 Service ready.")
		})
	}
}
