// Package protection is the TLS of a session: of its control connection, and of the data connections that belong to it.
//
// A Layer is the TLS of one control connection. It makes the handshakes of the data connections too, because these show
// that they belong to it: with its client's certificate or its resumed session (Proof). The caller provides the
// connection below a handshake: package control passes records one by one, and package data collects them.
package protection

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"

	"github.com/portolan-ftp/portolan/fsm/contain"
)

// The protocols that ALPN names; another protocol's client fails the handshake (ALPACA).
var (
	controlProtocols = []string{"ftp", "x-filezilla-ftp"}
	dataProtocols    = []string{"ftp-data", "ftp"}
)

// Settings are how a control connection begins TLS.
type Settings struct {
	Config *tls.Config
	Host   string // that HOST chose before
	Resume bool   // a session of an earlier control connection, if the client offers one for the same host
}

// Layer is the TLS of one control connection. Its mark is stamped into every ticket that it issues, so that a data
// connection can be recognised as its own (crypto/tls SessionState.Extra).
type Layer struct {
	base    *tls.Config
	mark    [16]byte
	earlier [][]byte // the marks of the session that it has resumed, which its client may still use
	host    string   // that HOST chose before
	name    []byte   // the host for which TLS was begun, as tickets have it
	resume  bool
	conn    *tls.Conn
	client  *x509.Certificate // the client's; nil for none
}

// hostKey is where the context of a handshake has the host.
type hostKey struct{}

// ChosenHost is the virtual host that HOST chose before TLS began, in lower case; "" if none did. The context is that
// of a tls.ClientHelloInfo: so the host's certificate can be shown to clients that do not name it in TLS, too (RFC 7151
// 3.2.2).
func ChosenHost(ctx context.Context) string {
	host, _ := ctx.Value(hostKey{}).(string)
	return host
}

// Begin makes a control connection a TLS one, of which this is the server (RFC 4217 4).
func Begin(ctx context.Context, below net.Conn, s Settings) (*Layer, error) {
	l := &Layer{base: s.Config, host: s.Host, resume: s.Resume}
	rand.Read(l.mark[:])
	l.conn = tls.Server(below, l.configured(l.configureControl))
	if err := l.shakeHands(ctx, l.conn); err != nil {
		return nil, err
	}
	cs := l.conn.ConnectionState()
	l.name = l.hostOf(cs)
	if !cs.DidResume {
		l.earlier = nil // the client had one that was not taken
	}
	if certificates := cs.PeerCertificates; len(certificates) > 0 {
		l.client = certificates[0]
	}
	return l, nil
}

// Conn is the control connection under TLS.
func (l *Layer) Conn() *tls.Conn { return l.conn }

// shakeHands is a TLS handshake. A panic of the operator's callbacks fails the handshake.
func (l *Layer) shakeHands(ctx context.Context, conn *tls.Conn) (err error) {
	panicked := contain.Do(func() { err = conn.HandshakeContext(context.WithValue(ctx, hostKey{}, l.host)) })
	return errors.Join(panicked, err)
}
