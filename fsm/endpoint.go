package fsm

import (
	"context"
	"errors"
	"net/netip"

	"github.com/portolan-ftp/portolan/fsm/data"
	"github.com/portolan-ftp/portolan/fsm/protection"
)

// newData is the data connection of a transfer, as the table says that it is to be.
func (s *Session) newData(t *transfer, c Command) *data.Connection {
	l := &s.server.limits
	settings := data.Settings{Endpoint: s.endpoint(), Upload: t.outcome.recv != nil, OpenTimeout: l.DataTimeout, StallTimeout: l.StallTimeout,
		MissingCloseNotify: s.server.missingClose}
	passive, _ := settings.Endpoint.(*PassiveListener)
	t.asClient = s.engine().Client(&s.state.Configuration, c) || passive != nil && passive.IsClient() // after SSCN ON, and after CPSV
	if s.engine().Private(&s.state.Configuration) {
		e := &s.server.exchange
		settings.Protection = &data.Protection{Proof: s.server.dataProof, Peers: s.peers(), AsClient: t.asClient,
			Servers: protection.Servers{Authorities: e.Authorities, Certificate: e.Certificate}, Layer: s.control.Protection()}
	}
	if t.held = t.outcome.send != nil && !t.restarted && settings.Protection == nil; t.held {
		settings.Waits = t.tell
	}
	return data.New(settings, &t.progress)
}

// endpoint is what PORT, PASV and their kin left in the payload.
func (s *Session) endpoint() data.Endpoint {
	for _, v := range s.payload {
		switch v := v.(type) {
		case *PassiveListener:
			return v
		case netip.AddrPort:
			return data.Dial(s.control.Bound().Addr(), s.inZone(v))
		}
	}
	return nil
}

// inZone is an address that a client gave, with its zone. A link-local address belongs to the link over which the
// client came, because no command has a place for a zone (RFC 4007 6).
func (s *Session) inZone(to netip.AddrPort) netip.AddrPort {
	a := to.Addr().Unmap()
	if a.Is6() && a.IsLinkLocalUnicast() && a.Zone() == "" {
		a = a.WithZone(s.Peer().Addr().Zone())
	}
	return netip.AddrPortFrom(a, to.Port())
}

// peers are the hosts with which the session may have data connections.
func (s *Session) peers() data.Peers {
	a := s.account()
	return data.Peers{Client: s.Peer().Addr(), Local: s.Local().Addr(), Public: s.server.publicAddress,
		SameClient: s.server.dataNetworks, Servers: s.server.exchange.Networks,
		Exchange: s.engine().Exchanges(&s.state.Configuration) && a != nil && !a.Anonymous && !a.NoExchange}
}

// Reach says where data may go at an address that the client gave. It compares with the connection, with the operator's
// networks and with what the account may do: the table cannot, as no state has these, and takes the answer as an
// outcome.
func (s *Session) Reach(to netip.AddrPort) data.Reach {
	peers := s.peers()
	return peers.Reach(s.inZone(to))
}

// listenPassive opens a port on this machine's address of the control connection. It first closes a port that the
// session has open already, even if opening the new one then fails.
func (s *Session) listenPassive(ctx context.Context, asClient bool) (*PassiveListener, error) {
	local, came := s.control.Bound().Addr(), s.Local().Addr()
	if !local.IsValid() {
		return nil, errors.New("the control connection has no address")
	}
	for _, v := range s.payload {
		if before, ok := v.(*PassiveListener); ok {
			before.Close()
		}
	}
	l, err := s.server.ports.Listen(ctx, data.Holder{Local: local, Peer: peerKey(s.Peer().Addr())})
	if err != nil {
		return nil, err
	}
	public := s.server.publicAddress
	switch {
	case public.Is4() == came.Is4() && !came.IsLoopback() && public.IsValid():
	case came != local: // the balancer's
		public = came
	default:
		public = netip.Addr{}
	}
	l.For(s.peers(), public, asClient)
	return l, nil
}
