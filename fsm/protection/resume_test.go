package protection

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"testing"
)

// TestResumedCertificate: a control connection that resumes a session has the session's client certificate, as long as
// the authorities and the operator still vouch for it.
func TestResumedCertificate(t *testing.T) {
	shown, own, other := certificate(t, "server"), certificate(t, "client"), certificate(t, "other")
	revoked := errors.New("revoked")
	for name, c := range map[string]struct {
		authorities     *x509.CertPool
		verify          error
		resumed, proven bool
	}{
		"same authorities":  {pool(own), nil, true, true},
		"other authorities": {pool(other), nil, false, false},
		"revoked":           {pool(own), revoked, false, false},
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(name+" "+tls.VersionName(version), func(t *testing.T) {
				first := &tls.Config{Certificates: []tls.Certificate{*shown}, ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: pool(own)}
				first.SetSessionTicketKeys([][32]byte{{1}})
				comes := client(version, own)
				begun(t, first, comes)
				comes.Certificates = nil // so the certificate can only be that of the session
				second := first.Clone()
				second.ClientCAs = c.authorities
				second.VerifyConnection = func(cs tls.ConnectionState) error {
					if len(cs.PeerCertificates) > 0 {
						return c.verify
					}
					return nil
				}
				ours, theirs := pair(t)
				ended := otherEnd(theirs, comes)
				l, err := Begin(t.Context(), ours, Settings{Config: second, Resume: true})
				if !errors.Is(err, c.verify) {
					t.Fatal(err)
				}
				if err == nil {
					if resumed, proven := l.conn.ConnectionState().DidResume, l.client != nil; resumed != c.resumed || proven != c.proven {
						t.Errorf("resumed %v, with the certificate %v", resumed, proven)
					}
				}
				ours.Close()
				<-ended
			})
		}
	}
}
