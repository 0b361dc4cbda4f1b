package cli

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"testing"
)

// TestReachable: which addresses are printed for a listener.
func TestReachable(t *testing.T) {
	machine := []net.Addr{}
	for _, prefix := range []string{"127.0.0.1/8", "::1/128", "192.0.2.7/24", "2001:db8::7/64", "fe80::7/64", "169.254.0.7/16"} {
		p := netip.MustParsePrefix(prefix)
		machine = append(machine, &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())})
	}
	machine = append(machine, &net.UnixAddr{Name: "/odd", Net: "unix"})
	broken := errors.New("broken")
	for _, test := range []struct {
		listening  net.Addr
		interfaces []net.Addr
		err        error
		want       []string
	}{
		{&net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 21}, machine, nil, []string{"192.0.2.7:21"}},
		{&net.TCPAddr{IP: net.IPv6loopback, Port: 21}, machine, nil, []string{"[::1]:21"}},
		{&net.TCPAddr{IP: net.IPv4zero, Port: 21}, machine, nil, []string{"127.0.0.1:21", "192.0.2.7:21"}},
		{&net.TCPAddr{IP: net.IPv6zero, Port: 21}, machine, nil,
			[]string{"127.0.0.1:21", "[::1]:21", "192.0.2.7:21", "[2001:db8::7]:21"}},
		{&net.TCPAddr{IP: net.IPv4zero, Port: 21}, nil, nil, []string{"0.0.0.0:21"}},
		{&net.TCPAddr{IP: net.IPv4zero, Port: 21}, nil, broken, []string{"0.0.0.0:21"}},
		{&net.UnixAddr{Name: "/run/ftp", Net: "unix"}, machine, nil, []string{"/run/ftp"}},
	} {
		got := reachable(test.listening, func() ([]net.Addr, error) { return test.interfaces, test.err })
		if !slices.Equal(got, test.want) {
			t.Errorf("%v: %q, want %q", test.listening, got, test.want)
		}
	}
}
