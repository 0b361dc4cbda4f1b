package tlsfile

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"time"
)

// Revocations are the lists of revoked client certificates. If the file is wrong, the old lists stay in use until they
// are out of date. After that clients are refused, so that a stolen key is not let in.
type Revocations struct {
	Lists func() []*x509.RevocationList // those of now
	Clock func() time.Time
}

// Verify implements tls.Config.VerifyConnection: one of the chains that lead to an authority has to hold.
func (r *Revocations) Verify(cs tls.ConnectionState) error {
	var err error
	lists := r.Lists()
	for _, chain := range cs.VerifiedChains {
		if err = r.judge(lists, chain); err == nil {
			return nil
		}
	}
	return err
}

// judge looks each certificate of a chain up in the lists of its issuer. The client's own has to have one, unless
// it is itself what is trusted.
func (r *Revocations) judge(lists []*x509.RevocationList, chain []*x509.Certificate) error {
	for i, c := range chain[:max(1, len(chain)-1)] {
		issuer := chain[min(i+1, len(chain)-1)]
		known := len(chain) == 1 || i > 0
		for _, list := range lists {
			if !bytes.Equal(list.RawIssuer, issuer.RawSubject) || list.CheckSignatureFrom(issuer) != nil {
				continue
			}
			for j := range list.RevokedCertificateEntries {
				if list.RevokedCertificateEntries[j].SerialNumber.Cmp(c.SerialNumber) == 0 {
					return fmt.Errorf("the client's certificate is revoked: %s, serial %d", c.Subject, c.SerialNumber)
				}
			}
			known = known || list.NextUpdate.IsZero() || r.Clock().Before(list.NextUpdate)
		}
		if !known {
			return fmt.Errorf("no current revocation list of %s for the client's certificate", issuer.Subject)
		}
	}
	return nil
}
