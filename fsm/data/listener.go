package data

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/portolan-ftp/portolan/fsm/netaddr"
	"github.com/portolan-ftp/portolan/fsm/socket"
)

// PassiveListener is the open port of a passive data connection. It takes one connection, from the control
// connection's peer or, where that is allowed, another server, and is closed with the state that carries it, or when no
// command uses it in time.
type PassiveListener struct {
	ports    *Ports
	listener *socket.Listener
	from     Peers
	asClient bool // in TLS
	endpoint netip.AddrPort
	at       netip.AddrPort // where it listens
	who      Holder
	ranged   bool      // its port belongs to the range
	until    time.Time // when it is closed if it is not used
	last     time.Time // until when the command that uses it waits
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

// For sets who may use the port: the hosts that peers admits. A valid public address is told to the client instead of
// the port's own. asClient says that the server is the TLS client on this data connection.
func (p *PassiveListener) For(peers Peers, public netip.Addr, asClient bool) {
	p.from, p.asClient = peers, asClient
	if public.IsValid() {
		p.endpoint = netip.AddrPortFrom(public, p.at.Port())
	}
}

// IsClient says whether the server is to be the client in TLS on this data connection.
func (p *PassiveListener) IsClient() bool { return p.asClient }

// open accepts a connection from a host that may use the port, and closes the port. It closes connections from other
// hosts.
func (p *PassiveListener) open(_ context.Context, waits func()) (net.Conn, error) {
	defer p.Close()
	p.used.Store(true)
	for {
		conn, peer, err := p.listener.AcceptTelling(waits)
		switch {
		case err == nil:
			if admitted := p.admitted(conn, peer.Addr(), waits); admitted != nil {
				return admitted, nil
			}
			conn.Close()
		case errors.Is(err, syscall.ECONNABORTED):
		default:
			return nil, err
		}
	}
}

// admitted is a connection from a host that may use the port, with the address of the client if a balancer makes it;
// nil for one of another host. An Abort while a balancer keeps its header back has to wait for relay.Wait at most.
func (p *PassiveListener) admitted(conn net.Conn, from netip.Addr, waits func()) net.Conn {
	if p.ports.relays.Include(from) {
		waits()
		whose, err := p.ports.relays.Received(conn, p.last)
		if err != nil {
			return nil
		}
		conn, from = whose, netaddr.Of(whose.RemoteAddr()).Addr()
	}
	if !p.from.admit(from) {
		return nil
	}
	return conn
}

func (p *PassiveListener) limit(until time.Time) {
	p.last = until
	p.listener.SetDeadline(until)
}

func (p *PassiveListener) interrupt() { p.listener.SetDeadline(longAgo) }
