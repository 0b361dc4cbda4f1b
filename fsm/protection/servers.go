package protection

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
)

// Servers is how TLS knows other servers, for transfers between them (FXP).
type Servers struct {
	// Authorities have signed the other servers' certificates, or are these certificates. With nil no certificate is
	// checked.
	Authorities *x509.CertPool
	// Certificate is what this server shows as TLS client; nil is the first of the TLS configuration.
	Certificate func() (*tls.Certificate, error)
}

// ConnectServer makes a data connection a TLS one whose TLS server is the other end (SSCN ON, CPSV). There is no
// session to resume. Only a certificate can tell which server it is.
func (l *Layer) ConnectServer(ctx context.Context, below net.Conn, servers Servers) (*tls.Conn, error) {
	config := l.base.Clone()
	between(config, servers.Authorities)
	config.InsecureSkipVerify = true // no name is known to verify; VerifyConnection checks the certificate
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return servers.certificate(l.base) }
	return l.withServer(ctx, tls.Client(below, config))
}

// AcceptServer makes a data connection with another host than the client's a TLS one, of which this is the server. A
// session of the client's is not its to resume.
func (l *Layer) AcceptServer(ctx context.Context, below net.Conn, servers Servers) (*tls.Conn, error) {
	config := l.configured(func(c *tls.Config) {
		between(c, servers.Authorities)
		if servers.Authorities != nil {
			c.ClientAuth = tls.RequireAnyClientCert
		}
	})
	return l.withServer(ctx, tls.Server(below, config))
}

// between is the common part of both configurations: this server's certificate, and no certificates of clients.
func between(config *tls.Config, authorities *x509.CertPool) {
	config.NextProtos = dataProtocols
	config.DynamicRecordSizingDisabled = true // no peer waits for the first bytes of a file alone
	config.SessionTicketsDisabled = true      // a sender would leave a ticket unread, and closing would then lose the tail of its data
	config.ClientAuth, config.ClientCAs = tls.NoClientCert, nil
	config.VerifyPeerCertificate = nil
	config.VerifyConnection = vouchedBy(authorities)
}

func (l *Layer) withServer(ctx context.Context, secured *tls.Conn) (*tls.Conn, error) {
	if err := l.shakeHands(ctx, secured); err != nil {
		return nil, fmt.Errorf("TLS handshake with another server: %w", err)
	}
	return secured, nil
}

// certificate is the one for another server that asks the TLS client for one.
func (s Servers) certificate(config *tls.Config) (*tls.Certificate, error) {
	switch {
	case s.Certificate != nil:
		return s.Certificate()
	case len(config.Certificates) > 0:
		return &config.Certificates[0], nil
	}
	return &tls.Certificate{}, nil
}

// vouchedBy verifies the certificate of another server. Without authorities every server passes.
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
