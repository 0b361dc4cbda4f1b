package netaddr

import (
	"net"
	"net/netip"
	"testing"
)

func TestOf(t *testing.T) {
	for _, c := range []struct {
		address net.Addr
		want    netip.AddrPort
	}{
		{&net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 21}, netip.MustParseAddrPort("192.0.2.7:21")},
		{&net.TCPAddr{IP: net.ParseIP("::ffff:192.0.2.7"), Port: 21}, netip.MustParseAddrPort("192.0.2.7:21")}, // a dual-stack port has IPv4 so
		{&net.TCPAddr{IP: net.ParseIP("2001:db8::7"), Port: 21}, netip.MustParseAddrPort("[2001:db8::7]:21")},
		{&net.TCPAddr{IP: net.ParseIP("fe80::7"), Zone: "eth0", Port: 21}, netip.MustParseAddrPort("[fe80::7%eth0]:21")},
		{&net.UnixAddr{Name: "/run/ftp", Net: "unix"}, netip.AddrPort{}},
		{nil, netip.AddrPort{}},
	} {
		if got := Of(c.address); got != c.want {
			t.Errorf("%v: %v, want %v", c.address, got, c.want)
		}
	}
}
