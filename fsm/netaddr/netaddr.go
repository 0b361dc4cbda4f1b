// Package netaddr reads addresses of connections as values.
package netaddr

import (
	"net"
	"net/netip"
)

// Of is a connection's address, IPv4 in its plain form; the zero value if it has none (a pipe).
func Of(a net.Addr) netip.AddrPort {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.AddrPort{}
	}
	ap := tcp.AddrPort()
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}
