package fsm

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime/debug"
	"slices"
	"time"
)

// Resumption says what a protected data connection (PROT P) must show to belong to the control connection: a
// TLS session of its own could be anybody's, for example that of whoever guessed the passive port first.
type Resumption int

const (
	// ResumeWhenOffered refuses a data connection that offers a TLS session of another control connection, and
	// takes one that offers none: Python's ftplib and others do not resume. The default.
	//
	// Another control connection of the same user is no exception. One login may serve many people behind one
	// address, whom nothing else tells apart. And tickets are given out before the login: programs that keep the
	// sessions of all their connections in one place, as rclone does, offer those of connections that are nobody's yet.
	ResumeWhenOffered Resumption = iota
	// ResumeRequired refuses every data connection that does not resume the control connection's TLS session.
	ResumeRequired
	// ResumeOff does not look.
	ResumeOff
)

// The protocols that ALPN names; another protocol's client fails the handshake (ALPACA).
var (
	controlProtocols = []string{"ftp", "x-filezilla-ftp"}
	dataProtocols    = []string{"ftp-data", "ftp"}
)

// protection is the TLS of one control connection. Its mark is stamped into every ticket that it issues, so
// that a data connection can be told to belong to it (crypto/tls SessionState.Extra).
type protection struct {
	base *tls.Config
	mark [16]byte
	host string // that HOST chose before
	conn *tls.Conn
}

// hostKey is where the context of a handshake has the host.
type hostKey struct{}

// ChosenHost is the virtual host that HOST chose before TLS began, in lower case; "" if none did. The context is that of a
// tls.ClientHelloInfo: so the host's certificate can be shown to clients that do not name it in TLS, too (RFC 7151 3.2.2).
func ChosenHost(ctx context.Context) string {
	host, _ := ctx.Value(hostKey{}).(string)
	return host
}

// switchProtection carries out `then: protect` and `then: unprotect`, once the reply is out.
func (s *Session) switchProtection(then Then) {
	err := s.flush()
	if err == nil {
		s.releaseOutput()
		if then == Protect {
			err = s.protect()
		} else {
			err = s.unprotect()
		}
	}
	switch {
	case errors.Is(err, errInjected):
		s.event(EventInjected, err)
	case err != nil:
		s.event(EventHandshakeFailed, err)
	}
}

var errInjected = errors.New("commands under TLS came behind the one that ended it")

// protected says whether the control connection is a TLS one now.
func (s *Session) protected() bool { return s.tls != nil && s.conn == s.tls.conn }

// protect makes the control connection a TLS one (RFC 4217 4). Nothing that came in the clear survives.
func (s *Session) protect() error {
	p := &protection{base: s.server.tls, host: s.Host()}
	rand.Read(p.mark[:])
	config := p.base.Clone()
	config.NextProtos = controlProtocols
	config.WrapSession = p.wrap
	// A session of an earlier control connection is not resumed: its tickets carry another mark.
	config.UnwrapSession = func([]byte, tls.ConnectionState) (*tls.SessionState, error) { return nil, nil }
	p.conn = tls.Server(&recordConn{Conn: s.conn}, config)
	s.calm()
	ctx, cancel := context.WithTimeout(context.WithValue(s.context(), hostKey{}, p.host), s.server.limits.LoginTimeout)
	defer cancel()
	if err := handshake(ctx, p.conn); err != nil {
		return fmt.Errorf("TLS handshake: %w", err)
	}
	s.tls = p
	s.useConn(p.conn)
	return nil
}

// handshake is a TLS handshake, in which what the operator's TLS configuration calls may panic.
func handshake(ctx context.Context, conn *tls.Conn) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("TLS configuration panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return conn.HandshakeContext(ctx)
}

// unprotect ends TLS on the control connection, after CCC or REIN; it stays known to data connections.
func (s *Session) unprotect() error {
	below := s.tls.conn.NetConn().(*recordConn)
	if err := s.tls.conn.CloseWrite(); err != nil {
		return err
	}
	s.mu.Lock()
	s.conn.SetReadDeadline(time.Now().Add(s.server.limits.DataTimeout))
	if s.stopping.Load() {
		s.wake()
	}
	s.mu.Unlock()
	n, err := s.tls.conn.Read(make([]byte, 1))
	if n == 0 && err != io.EOF {
		return fmt.Errorf("instead of the end of TLS came %w", err)
	}
	s.useConn(below.Conn)
	if n > 0 {
		s.in.unread = true
		return errInjected
	}
	return nil
}

// useConn goes on with another layer of the control connection.
func (s *Session) useConn(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.in.release()
	s.conn, s.in = conn, newInput(conn)
	s.woken = false
	conn.SetDeadline(time.Time{}) // TLS leaves deadlines behind
}

// wrap stamps a ticket.
func (p *protection) wrap(cs tls.ConnectionState, ss *tls.SessionState) ([]byte, error) {
	ss.Extra = append(ss.Extra, p.mark[:])
	return p.base.EncryptTicket(cs, ss)
}

// wrapResumed stamps a data connection's ticket only if it has itself resumed a session of the control
// connection: who is turned away must not come back with the ticket of his failed handshake.
func (p *protection) wrapResumed(cs tls.ConnectionState, ss *tls.SessionState) ([]byte, error) {
	if !cs.DidResume {
		return p.base.EncryptTicket(cs, ss)
	}
	return p.wrap(cs, ss)
}

// protectData makes a data connection a TLS one. The server side of TLS is ours, whoever connected.
func (p *protection) protectData(ctx context.Context, below *carrier, upload bool, policy Resumption) (net.Conn, error) {
	foreign := false
	config := p.base.Clone()
	config.NextProtos = dataProtocols
	config.DynamicRecordSizingDisabled = true // nobody waits for the first bytes alone
	// The control connection has settled who it is. Certificates are asked for, so that sessions with one resume.
	switch config.ClientAuth {
	case tls.RequireAnyClientCert:
		config.ClientAuth = tls.RequestClientCert
	case tls.RequireAndVerifyClientCert:
		config.ClientAuth = tls.VerifyClientCertIfGiven
	}
	config.WrapSession = p.wrapResumed
	config.UnwrapSession = func(ticket []byte, cs tls.ConnectionState) (*tls.SessionState, error) {
		ss, err := p.base.DecryptTicket(ticket, cs)
		own := err == nil && ss != nil && p.marked(ss)
		// This config serves one handshake, so the switch can be thrown here.
		config.SessionTicketsDisabled = upload || !own
		if !own {
			foreign = foreign || len(ticket) > 0
			return nil, nil
		}
		return ss, nil
	}
	config.GetConfigForClient = withTickets(config)
	secured := tls.Server(below, config)
	if err := secured.HandshakeContext(context.WithValue(ctx, hostKey{}, p.host)); err != nil {
		return nil, fmt.Errorf("TLS handshake: %w", err)
	}
	resumed := secured.ConnectionState().DidResume
	if policy == ResumeRequired && !resumed || policy == ResumeWhenOffered && foreign && !resumed {
		secured.Close()
		return nil, errors.New("the data connection does not resume the control connection's TLS session")
	}
	return secured, nil
}

// extensionPreSharedKey is how a TLS 1.3 client offers a session (RFC 8446 4.2.11).
const extensionPreSharedKey = 41

// withTickets decides whether a data connection is given a new ticket: only who has shown one of the control
// connection's, as any other would be of no use; and no upload, because a client that only sends would leave it
// unread, and closing then resets the connection and loses the tail of its data. UnwrapSession decides, where it
// is asked: always in TLS 1.2, in TLS 1.3 if the client offers a session.
func withTickets(config *tls.Config) func(*tls.ClientHelloInfo) (*tls.Config, error) {
	return func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if slices.Contains(hello.SupportedVersions, tls.VersionTLS13) {
			config.SessionTicketsDisabled = !slices.Contains(hello.Extensions, extensionPreSharedKey)
		}
		return config, nil
	}
}

func (p *protection) marked(ss *tls.SessionState) bool {
	for _, extra := range ss.Extra {
		if bytes.Equal(extra, p.mark[:]) {
			return true
		}
	}
	return false
}

// recordConn gives TLS never more than one record, so that nothing that follows the last one in the clear is
// read too early.
type recordConn struct {
	net.Conn
	header [5]byte // of the record that is being read
	have   int     // bytes of the header that have come
	given  int     // bytes of the header that have been handed on
	body   int     // bytes of the record that follow
}

// recordHeader is the length of a TLS record's header; its last two bytes count the rest.
const recordHeader = 5

func (c *recordConn) Read(p []byte) (int, error) {
	if c.body == 0 && c.given == c.have {
		c.have, c.given = 0, 0
	}
	for c.body == 0 && c.have < recordHeader {
		n, err := c.Conn.Read(c.header[c.have:])
		c.have += n
		if err != nil {
			return 0, err
		}
		if c.have == recordHeader {
			c.body = int(c.header[3])<<8 | int(c.header[4])
		}
	}
	if c.given < c.have {
		n := copy(p, c.header[c.given:c.have])
		c.given += n
		return n, nil
	}
	n, err := c.Conn.Read(p[:min(len(p), c.body)])
	c.body -= n
	return n, err
}
