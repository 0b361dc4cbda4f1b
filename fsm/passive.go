package fsm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync/atomic"
	"syscall"
	"time"
)

// PortRange is where passive data connections listen; the zero value leaves the choice to the system, which
// picks at random.
type PortRange struct{ First, Last uint16 }

// PassiveListener is the open port of a passive data connection. It takes one connection, from the control
// connection's peer or, where that is allowed, another server, and is closed with the state that carries it.
type PassiveListener struct {
	listener *net.TCPListener
	from     partners
	asClient bool // in TLS
	endpoint netip.AddrPort
	closed   atomic.Bool
}

// Endpoint is the address to tell the client: the public one if one is configured.
func (p *PassiveListener) Endpoint() netip.AddrPort { return p.endpoint }

// Port is the port to tell the client, from 1 to 65535.
func (p *PassiveListener) Port() int64 { return int64(p.endpoint.Port()) }

// Close closes the port; further calls do nothing.
func (p *PassiveListener) Close() error {
	if p == nil || p.closed.Swap(true) {
		return nil
	}
	return p.listener.Close()
}

// listenPassive opens a port on the address that the control connection came to.
func (s *Session) listenPassive(ctx context.Context) (*PassiveListener, error) {
	local := s.Local().Addr()
	if !local.IsValid() {
		return nil, errors.New("the control connection has no address")
	}
	l, err := s.server.listen(ctx, local)
	if err != nil {
		return nil, err
	}
	at := addrPort(l.Addr())
	if public := s.server.publicAddress; public.IsValid() && public.Is4() == local.Is4() && !local.IsLoopback() {
		at = netip.AddrPortFrom(public, at.Port())
	}
	return &PassiveListener{listener: l, from: s.partners(), endpoint: at}, nil
}

// listen tries ports of the configured range in random order, a bounded number of them.
func (s *Server) listen(ctx context.Context, local netip.Addr) (*net.TCPListener, error) {
	r := s.passivePorts
	if r == (PortRange{}) {
		return listenTCP(ctx, netip.AddrPortFrom(local, 0))
	}
	size := int(r.Last) - int(r.First) + 1
	first := rand.IntN(size)
	for i := range min(size, passiveTries) {
		port := r.First + uint16((first+i)%size)
		l, err := listenTCP(ctx, netip.AddrPortFrom(local, port))
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) {
			return l, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("no free port between %d and %d", r.First, r.Last)
}

// dataListener leaves out what a data connection has no use for and pays with system calls: keep-alives, as
// the watchdog knows when nothing moves, and Multipath TCP.
var dataListener = func() (c net.ListenConfig) {
	c.KeepAlive = -1
	c.SetMultipathTCP(false)
	return c
}()

func listenTCP(ctx context.Context, at netip.AddrPort) (*net.TCPListener, error) {
	l, err := dataListener.Listen(ctx, "tcp", at.String())
	if err != nil {
		return nil, err
	}
	return l.(*net.TCPListener), nil
}

// open takes the connection of whom it is for and closes the port. Others that come first are turned away.
func (p *PassiveListener) open(context.Context) (net.Conn, error) {
	defer p.Close()
	for {
		conn, err := p.listener.AcceptTCP()
		switch {
		case err == nil && p.from.admit(addrPort(conn.RemoteAddr()).Addr()):
			return conn, nil
		case err == nil:
			conn.Close()
		case errors.Is(err, syscall.ECONNABORTED):
		default:
			return nil, err
		}
	}
}

// interrupt ends open, now or as soon as it begins.
func (p *PassiveListener) interrupt() { p.listener.SetDeadline(longAgo) }

// activeAddress is the address that PORT or EPRT gave.
type activeAddress = netip.AddrPort

// dialer connects to it from the address that the control connection came to.
func (s *Session) dialer(to netip.AddrPort) endpoint {
	return activeEndpoint{from: s.Local().Addr(), to: to}
}

type activeEndpoint struct {
	from netip.Addr
	to   netip.AddrPort
}

// interrupt does nothing: connecting heeds the context.
func (a activeEndpoint) interrupt() {}

func (a activeEndpoint) open(ctx context.Context) (net.Conn, error) {
	dialer := net.Dialer{KeepAlive: 15 * time.Second}
	if a.from.IsValid() {
		dialer.LocalAddr = net.TCPAddrFromAddrPort(netip.AddrPortFrom(a.from, 0))
	}
	return dialer.DialContext(ctx, "tcp", a.to.String())
}
