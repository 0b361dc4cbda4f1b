package fsm

import (
	"crypto/tls"
	"crypto/x509"
	"net/netip"
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
