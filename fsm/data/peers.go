package data

import (
	"net"
	"net/netip"
	"slices"
)

// Reach is where a data connection to an address leads.
type Reach uint8

// The address is not allowed; it is the client's; or it is another host's, for a transfer between servers.
const (
	ReachNobody Reach = iota
	ReachClient
	ReachElsewhere
)

// lowestDataPort keeps the server from connecting to well-known services.
const lowestDataPort = 1024

// Peers are the hosts with which a session may have data connections: the client, and other servers where that is
// allowed.
type Peers struct {
	Client     netip.Addr
	Local      netip.Addr     // where the client came to
	Public     netip.Addr     // what PASV tells clients from elsewhere, behind NAT
	SameClient []netip.Prefix // each of clients that have several addresses there
	Exchange   bool           // also other servers
	Servers    []netip.Prefix // where these are; nil is anywhere
}

// Reach decides where data may go at an address that the client gave, so that a client cannot make the server connect
// to others (RFC 2577 3). Privileged ports are refused. The client's own address is allowed. Other addresses are
// allowed only where transfers between servers are.
func (p *Peers) Reach(to netip.AddrPort) Reach {
	switch addr := to.Addr().Unmap(); {
	case !p.Client.IsValid() || to.Port() < lowestDataPort:
		return ReachNobody
	case p.isClient(addr):
		return ReachClient
	case p.include(addr):
		return ReachElsewhere
	}
	return ReachNobody
}

// isClient says whether an address is the client's: the one that it came from, or another in the same data network.
func (p *Peers) isClient(a netip.Addr) bool {
	return a == p.Client || slices.ContainsFunc(p.SameClient, func(n netip.Prefix) bool {
		return n.Contains(a) && n.Contains(p.Client)
	}) && !p.isBarred(a)
}

// include reports whether a host other than the client is one of them.
func (p *Peers) include(a netip.Addr) bool {
	return p.Exchange && (p.Servers == nil || within(p.Servers, a)) && !a.IsLinkLocalUnicast() && !p.isBarred(a)
}

// isBarred reports whether an address is refused for another host, and as another address of the client. Only unicast
// addresses of the client's family are allowed. The server's own addresses are allowed only to clients on this machine:
// others would reach services that are meant for this machine alone.
func (p *Peers) isBarred(a netip.Addr) bool {
	return a.Is4() != p.Client.Is4() || a.IsUnspecified() || a.IsMulticast() || p.isOwn(a) && !p.isOwn(p.Client)
}

// isOwn reports whether an address is this machine's. An address for which this cannot be found out counts as its own.
func (p *Peers) isOwn(a netip.Addr) bool {
	if a.IsLoopback() || a == p.Local || a == p.Public {
		return true
	}
	own, err := net.InterfaceAddrs()
	return err != nil || slices.ContainsFunc(own, func(n net.Addr) bool {
		ip, ok := n.(*net.IPNet)
		return ok && ip.IP.Equal(a.AsSlice())
	})
}

// within says whether one of the networks contains an address.
func within(networks []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(a) })
}

// admit reports whether a data connection may come from an address.
func (p *Peers) admit(a netip.Addr) bool { return p.isClient(a) || p.include(a) }
