package data

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// dialer connects to the address that PORT or EPRT gave, from this machine's address of the control connection. A
// client of the other family comes through a balancer: the system chooses the address then.
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

func (d *dialer) open(ctx context.Context, waits func()) (net.Conn, error) {
	waits()
	dialer := net.Dialer{KeepAlive: 15 * time.Second, Deadline: d.until}
	if d.from.Is4() == d.to.Addr().Is4() && d.from.IsValid() {
		dialer.LocalAddr = net.TCPAddrFromAddrPort(netip.AddrPortFrom(d.from, 0))
	}
	return dialer.DialContext(ctx, "tcp", d.to.String())
}
