package fsm

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"syscall"
	"time"
)

// PortRange is where passive data connections listen; the zero value leaves the choice to the system, which
// picks at random.
type PortRange struct{ First, Last uint16 }

func (r PortRange) size() int { return int(r.Last) - int(r.First) + 1 }

// PassiveListener is the open port of a passive data connection. It takes one connection, from the control
// connection's peer or, where that is allowed, another server, and is closed with the state that carries it, or when no
// command uses it in time.
type PassiveListener struct {
	ports    *ports
	listener *net.TCPListener
	from     partners
	asClient bool // in TLS
	endpoint netip.AddrPort
	at       netip.AddrPort // where it listens
	who      holder
	ranged   bool  // it is of the range
	until    int64 // when it is closed if it is not used, in the watchdog's time
	used     atomic.Bool
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
	err := p.listener.Close()
	p.ports.release(p)
	return err
}

// listenPassive opens a port on the address that the control connection came to. One that the session has open already is
// closed before, as the new one takes its place, whatever comes of it.
func (s *Session) listenPassive(ctx context.Context) (*PassiveListener, error) {
	local := s.Local().Addr()
	if !local.IsValid() {
		return nil, errors.New("the control connection has no address")
	}
	for _, v := range s.payload {
		if before, ok := v.(*PassiveListener); ok {
			before.Close()
		}
	}
	l, err := s.server.ports.listen(ctx, holder{local: local, peer: peerKey(s.Peer().Addr())})
	if err != nil {
		return nil, err
	}
	l.from, l.endpoint = s.partners(), l.at
	if public := s.server.publicAddress; public.IsValid() && public.Is4() == local.Is4() && !local.IsLoopback() {
		l.endpoint = netip.AddrPortFrom(public, l.at.Port())
	}
	return l, nil
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
	p.used.Store(true)
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
	return activeEndpoint{from: s.Local().Addr(), to: netip.AddrPortFrom(s.inZone(to.Addr()), to.Port())}
}

// inZone is an address that a client gave. One that holds for a link only is of the link over which the client came: no
// command has a place for the zone (RFC 4007 6).
func (s *Session) inZone(a netip.Addr) netip.Addr {
	if a.Is6() && a.IsLinkLocalUnicast() && a.Zone() == "" {
		return a.WithZone(s.Peer().Addr().Zone())
	}
	return a
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
