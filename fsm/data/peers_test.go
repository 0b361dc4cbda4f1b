package data

import (
	"net"
	"net/netip"
	"testing"
)

// TestOwnAddressesAreForOwnClients: whoever comes from elsewhere has no data connection with any address of this
// machine, not even where transfers between servers are allowed with everybody.
func TestOwnAddressesAreForOwnClients(t *testing.T) {
	own, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	public := netip.MustParseAddr("203.0.113.7")
	everywhere := []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}
	for _, same := range [][]netip.Prefix{nil, everywhere} {
		stranger := Peers{Client: netip.MustParseAddr("198.51.100.1"), Public: public, Exchange: true, SameClient: same}
		for _, a := range []string{"203.0.113.7", "127.0.0.1", "127.1.2.3", "0.0.0.0", "224.0.0.1", "::1"} {
			if stranger.admit(netip.MustParseAddr(a)) {
				t.Errorf("%s is let in for a stranger", a)
			}
		}
		for _, n := range own {
			a, _ := netip.AddrFromSlice(n.(*net.IPNet).IP)
			if a = a.Unmap(); !a.Is4() {
				stranger.Client = netip.MustParseAddr("2001:db8::1")
			} else {
				stranger.Client = netip.MustParseAddr("198.51.100.1")
			}
			if stranger.admit(a) {
				t.Errorf("this machine's %s is let in for a stranger", a)
			}
			if inside := (&Peers{Client: a, Exchange: true}); !inside.admit(a) {
				t.Errorf("%s is not let in for itself", a)
			}
		}
		stranger.Client = netip.MustParseAddr("198.51.100.1")
		if !stranger.admit(netip.MustParseAddr("192.0.2.1")) {
			t.Error("another server is not let in")
		}
	}
}

// TestDataNetworks: two addresses are one client's if a network has both, and not if each is in another.
func TestDataNetworks(t *testing.T) {
	p := Peers{Client: netip.MustParseAddr("198.51.100.1"),
		SameClient: []netip.Prefix{netip.MustParsePrefix("198.51.100.0/25"), netip.MustParsePrefix("192.0.2.0/24")}}
	for a, want := range map[string]bool{"198.51.100.1": true, "198.51.100.127": true, "198.51.100.128": false, "192.0.2.1": false, "::ffff:198.51.100.2": false} {
		if got := p.isClient(netip.MustParseAddr(a)); got != want {
			t.Errorf("%s is the client's: %v, want %v", a, got, want)
		}
	}
	if p.include(netip.MustParseAddr("198.51.100.127")) {
		t.Error("the client's is another server's")
	}
}
