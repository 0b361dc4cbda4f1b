package fsm

import (
	"crypto/tls"
	"crypto/x509"
	"net/netip"
)

// Exchange restricts transfers between servers (FXP), which the policy fxp allows. Their data connections lead to a
// host that the client has only named. Guests and accounts with NoExchange may not use them.
type Exchange struct {
	// Networks are where the other servers are; nil is anywhere.
	Networks []netip.Prefix
	// Authorities have signed the other servers' certificates, or are these certificates. Under PROT P every other
	// server has to show its certificate, as TLS client and as TLS server, because it cannot resume the client's TLS
	// session, as DataProof may ask. With nil no certificate is checked.
	Authorities *x509.CertPool
	// Certificate is what this server shows as TLS client; nil is the first of Options.TLS.Certificates.
	Certificate func() (*tls.Certificate, error)
}
