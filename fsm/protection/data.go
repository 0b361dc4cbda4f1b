package protection

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
)

// Proof is how a protected data connection (PROT P) of the client shows that it belongs to the control connection. In
// every case it has to come from the client's address, and the first connection from there is taken. Only another
// program at that address, behind the same NAT or on the same host, could come before the client.
//
// A data connection that resumes the control connection's TLS session always belongs to it. A data connection that
// offers another session is not refused for that: programs that keep the sessions of several connections in one store
// do it (curl, rclone, lftp), and an attacker would offer none. The handshake is then a full one.
type Proof int

const (
	// ProofCertificate asks for the client certificate of the control connection again, if there was one. The default.
	ProofCertificate Proof = iota
	// ProofSession refuses every data connection that does not resume the control connection's TLS session. Clients
	// have to do so on purpose: Python's ftplib and others do not. TLS 1.2 sessions are resumed by ticket (RFC 5077),
	// not by session ID, which crypto/tls does not have and curl and Java want: they need TLS 1.3.
	ProofSession
	// ProofNone asks for nothing.
	ProofNone
)

// ErrNotResumed is the cause of the end of a transfer whose data connection does not show what ProofSession asks for.
var ErrNotResumed = errors.New("the data connection does not resume the control connection's TLS session")

// ErrOtherCertificate is its counterpart for ProofCertificate.
var ErrOtherCertificate = errors.New("the data connection does not show the control connection's client certificate")

// ErrEndedInHandshake is what a handshake fails with when the client, which resumes the control connection's TLS 1.3
// session, ends its side before its part of the handshake is over. Node does so when it has nothing to send: with a
// session to resume it takes the connection for ready. Nobody else could have begun such a handshake, for which the
// session's key is needed.
var ErrEndedInHandshake = errors.New("the client ended the data connection before the TLS handshake was over")

// dataHandshake is the TLS handshake of one data connection with the client, and what it shows about the client.
type dataHandshake struct {
	*Layer
	hold    func(ticket []byte) // nil: leave it alone
	proof   Proof
	own     bool // the client offered the control connection's session
	foreign bool // or another
}

// Accept makes a data connection with the client a TLS one. This server is the TLS server, whichever end connected.
// hold, if there is one, is told of the TLS 1.3 ticket that is about to be written.
func (l *Layer) Accept(ctx context.Context, below net.Conn, hold func(ticket []byte), proof Proof) (*tls.Conn, error) {
	h := dataHandshake{Layer: l, hold: hold, proof: proof}
	secured := tls.Server(below, l.configured(h.configure))
	switch err := l.shakeHands(ctx, secured); {
	case errors.Is(err, io.EOF) && h.begun(secured.ConnectionState()):
		return nil, ErrEndedInHandshake
	case err != nil:
		return nil, fmt.Errorf("TLS handshake: %w", err)
	}
	if cs := secured.ConnectionState(); !h.proven(cs) {
		secured.Close()
		return nil, h.refusal(cs)
	}
	return secured, nil
}

func (h *dataHandshake) configure(c *tls.Config) {
	c.NextProtos = dataProtocols
	c.DynamicRecordSizingDisabled = true // no peer waits for the first bytes of a file alone
	// A certificate is asked for where the control connection had one, so that its session can be resumed. A missing
	// certificate is judged after the handshake.
	switch {
	case h.client == nil:
		c.ClientAuth = tls.NoClientCert
	case c.ClientAuth == tls.RequireAnyClientCert:
		c.ClientAuth = tls.RequestClientCert
	case c.ClientAuth == tls.RequireAndVerifyClientCert:
		c.ClientAuth = tls.VerifyClientCertIfGiven
	}
	seal, open := h.sealer(c), h.opener(c)
	// A client that is refused must not come back with the ticket of its failed handshake.
	c.WrapSession = func(cs tls.ConnectionState, ss *tls.SessionState) ([]byte, error) {
		if h.proven(cs) {
			ss.Extra = append(ss.Extra, h.mark[:], h.name)
		}
		ticket, err := seal(cs, ss)
		if err == nil && h.hold != nil && cs.Version == tls.VersionTLS13 {
			h.hold(ticket)
		}
		return ticket, err
	}
	c.UnwrapSession = func(ticket []byte, cs tls.ConnectionState) (*tls.SessionState, error) {
		ss, err := open(ticket, cs)
		if err == nil && ss != nil && h.marked(ss) {
			h.own = true
			return ss, nil
		}
		h.foreign = h.foreign || len(ticket) > 0
		return nil, nil
	}
}

// proven reports whether the client has shown that the data connection is its own. No session but the control
// connection's can be resumed.
func (h *dataHandshake) proven(cs tls.ConnectionState) bool {
	switch {
	case cs.DidResume || h.proof == ProofNone:
		return true
	case h.proof == ProofSession:
		return false
	}
	return h.client == nil || len(cs.PeerCertificates) > 0 && h.client.Equal(cs.PeerCertificates[0])
}

// begun reports whether the client has shown in its first message that it has the session's key. TLS 1.2 shows that at
// the end.
func (h *dataHandshake) begun(cs tls.ConnectionState) bool {
	return h.own && cs.DidResume && cs.Version == tls.VersionTLS13
}

// refusal says what the client did instead.
func (h *dataHandshake) refusal(cs tls.ConnectionState) error {
	switch {
	case h.proof == ProofCertificate:
		return ErrOtherCertificate
	case h.own:
		return fmt.Errorf("%w: the client's ticket is older than a week, or not for what the client offers now", ErrNotResumed)
	case h.foreign:
		return fmt.Errorf("%w: the client offered one of another connection", ErrNotResumed)
	case cs.Version < tls.VersionTLS13:
		return fmt.Errorf("%w: the client offered no ticket (RFC 5077); resuming TLS 1.2 by session ID, as curl and Java do, is not possible here", ErrNotResumed)
	}
	return fmt.Errorf("%w: the client offered none", ErrNotResumed)
}
