package data

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// dialer connects to the address that PORT or EPRT gave, from the address that the control connection came to.
type dialer struct {
	from  netip.Addr
	to    netip.AddrPort
	until time.Time
}

// Dial is the endpoint at an address that a client gave.
func Dial(from netip.Addr, to netip.AddrPort) Endpoint { return &dialer{from: from, to: to} }

func (d *dialer) limit(until time.Time) { d.until = until }

// interrupt does nothing: the context ends connecting.
func (d *dialer) interrupt() {}

func (d *dialer) open(ctx context.Context) (net.Conn, error) {
	dialer := net.Dialer{KeepAlive: 15 * time.Second, Deadline: d.until}
	if d.from.IsValid() {
		dialer.LocalAddr = net.TCPAddrFromAddrPort(netip.AddrPortFrom(d.from, 0))
	}
	return dialer.DialContext(ctx, "tcp", d.to.String())
}
