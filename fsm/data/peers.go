package fsm

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"
)

// Exchange narrows transfers between servers (FXP), which the policy fxp allows: their data connections have
// another end than the client, who has only named it. Guests have no part in them, nor have accounts with NoExchange.
type Exchange struct {
	// Networks are where the other servers are; nil is anywhere.
	Networks []netip.Prefix
	// Authorities have signed the other servers' certificates, or are these certificates. Under PROT P each has to
	// show its own, whether it is the TLS client or the TLS server: it cannot resume the session of a client, as
	// DataProof may want. With nil nobody's is looked at.
	Authorities *x509.CertPool
	// Certificate is what this server shows as TLS client; nil is the first of Options.TLS.Certificates.
	Certificate func() (*tls.Certificate, error)
}

// Reach is where a data connection to an address leads.
type Reach uint8

// Nowhere, as it is not allowed; to the client; or to another host, for a transfer between servers.
const (
	ReachNobody Reach = iota
	ReachClient
	ReachElsewhere
)

// lowestDataPort keeps the server from connecting to well-known services.
const lowestDataPort = 1024

// Reach says where data may go at an address that the client gave, so that the server cannot be made to knock at other
// doors: to no privileged port (RFC 2577 3), to the client's own address, and elsewhere only if that is allowed.
func (s *Session) Reach(to netip.AddrPort) Reach {
	who := s.partners()
	switch addr := s.inZone(to.Addr().Unmap()); {
	case !who.client.IsValid() || to.Port() < lowestDataPort:
		return ReachNobody
	case who.isClient(addr):
		return ReachClient
	case who.include(addr):
		return ReachElsewhere
	}
	return ReachNobody
}

// partners are with whom a session may have data connections.
type partners struct {
	client   netip.Addr
	local    netip.Addr     // where the client came to
	public   netip.Addr     // Options.PublicAddress
	same     []netip.Prefix // Options.DataNetworks
	allowed  bool           // other servers, too
	networks []netip.Prefix // where these are
}

func (s *Session) partners() partners {
	a := s.account()
	return partners{client: s.Peer().Addr(), local: s.Local().Addr(), public: s.server.publicAddress,
		same: s.server.dataNetworks, networks: s.server.exchange.Networks,
		allowed: s.engine().Exchanges(&s.state.Configuration) && a != nil && !a.Anonymous && !a.NoExchange}
}

// isClient says whether an address is the client's: the one that it came from, or another in the same data network.
func (p *partners) isClient(a netip.Addr) bool {
	return a == p.client || slices.ContainsFunc(p.same, func(n netip.Prefix) bool {
		return n.Contains(a) && n.Contains(p.client)
	}) && !p.isBarred(a)
}

// include says whether another host than the client's is one of them.
func (p *partners) include(a netip.Addr) bool {
	return p.allowed && (p.networks == nil || within(p.networks, a)) && !a.IsLinkLocalUnicast() && !p.isBarred(a)
}

// isBarred says that an address is never that of another host, nor another one of the client's. Only unicast addresses of
// the client's family are allowed. The server's own addresses are allowed only to clients on this machine: others would
// reach services that are meant for this machine alone.
func (p *partners) isBarred(a netip.Addr) bool {
	return a.Is4() != p.client.Is4() || a.IsUnspecified() || a.IsMulticast() || p.isOwn(a) && !p.isOwn(p.client)
}

// isOwn says whether an address is this machine's. One of which that cannot be found out counts as its own.
func (p *partners) isOwn(a netip.Addr) bool {
	if a.IsLoopback() || a == p.local || a == p.public {
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

// admit says whether a data connection may come from an address.
func (p *partners) admit(a netip.Addr) bool { return p.isClient(a) || p.include(a) }

// isClient says whether the server is the TLS client of a data connection: after CPSV, and after SSCN ON.
func (s *Session) isClient(c Command, e endpoint) bool {
	if l, passive := e.(*PassiveListener); passive && l.asClient {
		return true
	}
	return s.engine().Client(&s.state.Configuration, c)
}

// connectServer makes a data connection a TLS one whose server is the other end (SSCN ON, CPSV). It has no session that
// could be resumed; a certificate is all that can tell whose it is.
func (p *protection) connectServer(ctx context.Context, below *carrier, e *Exchange) (net.Conn, error) {
	config := p.base.Clone()
	between(config, e.Authorities)
	config.InsecureSkipVerify = true // but see VerifyConnection: a name, which is usual, is not known here
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return e.shown(p.base) }
	return p.shakeHands(ctx, tls.Client(below, config))
}

// acceptServer makes a data connection with another host than the client's a TLS one, of which this is the server. A
// session of the client's is not his to resume.
func (p *protection) acceptServer(ctx context.Context, below *carrier, e *Exchange) (net.Conn, error) {
	config := p.configured(func(c *tls.Config) {
		between(c, e.Authorities)
		if e.Authorities != nil {
			c.ClientAuth = tls.RequireAnyClientCert
		}
	})
	return p.shakeHands(ctx, tls.Server(below, config))
}

// between is the part that both have in common: the same certificate, and nothing of what clients log in with.
func between(config *tls.Config, authorities *x509.CertPool) {
	config.NextProtos = dataProtocols
	config.DynamicRecordSizingDisabled = true // nobody waits for the first bytes alone
	config.SessionTicketsDisabled = true      // whoever only sends would leave one unread, and closing then loses the tail
	config.ClientAuth, config.ClientCAs = tls.NoClientCert, nil
	config.VerifyPeerCertificate = nil
	config.VerifyConnection = vouchedBy(authorities)
}

func (p *protection) shakeHands(ctx context.Context, secured *tls.Conn) (net.Conn, error) {
	if err := secured.HandshakeContext(context.WithValue(ctx, hostKey{}, p.host)); err != nil {
		return nil, fmt.Errorf("TLS handshake with another server: %w", err)
	}
	return secured, nil
}

// shown is the certificate for another server that asks the TLS client for one.
func (e *Exchange) shown(config *tls.Config) (*tls.Certificate, error) {
	switch {
	case e.Certificate != nil:
		return e.Certificate()
	case len(config.Certificates) > 0:
		return &config.Certificates[0], nil
	}
	return &tls.Certificate{}, nil
}

// vouchedBy verifies the certificate of another server; nil authorities let everybody pass.
func vouchedBy(authorities *x509.CertPool) func(tls.ConnectionState) error {
	if authorities == nil {
		return nil
	}
	return func(cs tls.ConnectionState) error {
		options := x509.VerifyOptions{Roots: authorities, Intermediates: x509.NewCertPool()}
		for _, c := range cs.PeerCertificates[1:] {
			options.Intermediates.AddCert(c)
		}
		_, err := cs.PeerCertificates[0].Verify(options) // as a TLS server's, which it is in both roles
		return err
	}
}

// closingTime is how long a TLS client that sends waits for the other end to close, which takes a round trip; who has
// not closed by then has had the time to read.
const closingTime = 5 * time.Second

// finish ends what was sent to a TLS server, whose session tickets nobody has read: to close before would reset the
// connection and lose the tail of the data. OpenSSL sends them unasked.
func (t *transfer) finish(conn net.Conn) {
	secured, isTLS := conn.(*tls.Conn)
	if !isTLS || !t.asClient || t.outcome.send == nil || secured.CloseWrite() != nil {
		return
	}
	carrierOf(conn).release()
	t.mu.Lock()
	if !t.aborted.Load() {
		conn.SetReadDeadline(time.Now().Add(closingTime))
	}
	t.mu.Unlock()
	rest := make([]byte, 512)
	for err := error(nil); err == nil; {
		_, err = secured.Read(rest)
	}
	if t.aborted.Load() {
		t.fail(EndBroken) // nobody knows whether the tail has arrived
	}
}
