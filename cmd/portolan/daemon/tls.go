package daemon

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon/selfsigned"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon/tlsfile"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/fsm/data"
	"github.com/portolan-ftp/portolan/fsm/protection"
)

// TLS says how sessions are protected (RFC 4217).
type TLS struct {
	// Policy is TLSOff, TLSOptional or TLSRequired; "" is TLSOptional with a certificate, and TLSOff without.
	Policy string
	// Certificate and Key are files, PEM: a certificate with its chain, and its private key. They are read again when
	// they change.
	Certificate, Key string
	// SelfSigned makes a self-signed certificate instead; see Server.Fingerprint.
	SelfSigned bool
	// Listen are the addresses, HOST:PORT, on which TLS begins at once (implicit TLS, port 990).
	Listen []string
	// DataProof is what data connections have to show under PROT P.
	DataProof fsm.DataProof
	// AllowMissingCloseNotify takes uploads as whole whose client closes without TLS's own end; others can then cut
	// files short.
	AllowMissingCloseNotify bool
	// ClientCA is a file, PEM, with the authorities of client certificates; "" asks for none.
	ClientCA string
	// ClientCRL is a file, PEM or DER, with revocation lists for client certificates. It is read again when it changes.
	ClientCRL string
	// ClientCertificate says, with ClientCA, whether clients need a certificate: TLSRequired, which "" means too, or
	// TLSOptional.
	ClientCertificate string
	// ClearCommand lets clients end TLS on the control connection after login (CCC), for NAT devices that read it.
	ClearCommand bool
}

// The words of TLS.Policy, as in the spec, and of TLS.ClientCertificate.
const (
	TLSOff      = "off"
	TLSOptional = "optional"
	TLSRequired = "required"
)

// The words of TLS.Policy and of TLS.ClientCertificate; the first of these is the default.
var (
	TLSPolicies          = []string{ftp.PolicyTlsOff: TLSOff, ftp.PolicyTlsOptional: TLSOptional, ftp.PolicyTlsRequired: TLSRequired}
	ClientCertificateUse = []string{TLSRequired, TLSOptional}
)

// DataProofs are words for what a data connection has to show, by fsm.DataProof.
var DataProofs = []string{fsm.ProofCertificate: "certificate", fsm.ProofSession: "required", fsm.ProofNone: "any"}

// advice is which setting takes the client whom an error is about, for the log.
func (o *Options) advice(err error) string {
	switch {
	case errors.Is(err, protection.ErrNotResumed):
		return o.named("; taken with {TLS.DataProof} " + DataProofs[fsm.ProofCertificate])
	case errors.Is(err, protection.ErrOtherCertificate):
		return o.named("; taken with {TLS.DataProof} " + DataProofs[fsm.ProofNone])
	case errors.Is(err, data.ErrNoCloseNotify):
		return o.named("; taken with {TLS.AllowMissingCloseNotify}")
	}
	return ""
}

// enabled says whether there is a certificate.
func (t *TLS) enabled() bool { return t.SelfSigned || t.Certificate != "" }

// checkTLS finds what does not go together.
func (o *Options) checkTLS() error {
	const certificate = "{TLS.Certificate} and {TLS.Key}, or {TLS.SelfSigned}"
	t := &o.TLS
	switch {
	case t.Policy != "" && !slices.Contains(TLSPolicies, t.Policy):
		return o.mistakef("{TLS.Policy}: %q is none of %s", t.Policy, strings.Join(TLSPolicies, ", "))
	case t.ClientCertificate != "" && !slices.Contains(ClientCertificateUse, t.ClientCertificate):
		return o.mistakef("{TLS.ClientCertificate}: %q is none of %s", t.ClientCertificate, strings.Join(ClientCertificateUse, ", "))
	case t.SelfSigned && t.Certificate != "":
		return o.mistakef("{TLS.SelfSigned} and {TLS.Certificate} exclude each other")
	case (t.Certificate == "") != (t.Key == ""):
		return o.mistakef("{TLS.Certificate} and {TLS.Key} go together")
	case t.Policy == TLSOff && len(t.Listen) > 0:
		return o.mistakef("{TLS.Policy} off and {TLS.Listen} exclude each other")
	case !t.enabled() && t.Policy != "" && t.Policy != TLSOff:
		return o.mistakef("{TLS.Policy} %s needs "+certificate, t.Policy)
	case t.ClientCA == "" && (t.ClientCRL != "" || t.ClientCertificate == TLSOptional):
		return o.mistakef("{TLS.ClientCRL} and {TLS.ClientCertificate} need {TLS.ClientCA}")
	case !t.enabled() && (len(t.Listen) > 0 || t.ClientCA != "" || t.ClearCommand):
		return o.mistakef("{TLS.Listen}, {TLS.ClientCA} and {TLS.ClearCommand} need " + certificate)
	}
	return nil
}

// policy is the spec's switch.
func (t *TLS) policy() ftp.TlsPolicy {
	switch {
	case t.Policy == TLSRequired:
		return ftp.PolicyTlsRequired
	case t.Policy == "" && t.enabled(), t.Policy == TLSOptional:
		return ftp.PolicyTlsOptional
	}
	return ftp.PolicyTlsOff
}

// tls makes the server's TLS, nil without a certificate; fingerprint is that of a self-signed one.
func (o *Options) tls() (config *tls.Config, fingerprint string, err error) {
	if !o.TLS.enabled() {
		return nil, "", nil
	}
	config = &tls.Config{MinVersion: tls.VersionTLS12}
	if o.TLS.SelfSigned {
		made, err := selfsigned.New(slices.Concat(hostsOf(o.addresses()), o.HostNames), time.Now(), x509.ExtKeyUsageServerAuth)
		if err != nil {
			return nil, "", err
		}
		config.Certificates = []tls.Certificate{*made}
		fingerprint = selfsigned.Fingerprint(made.Certificate[0])
	} else {
		files, err := o.certificate(o.TLS.Certificate, o.TLS.Key, o.HostNames)
		if err != nil {
			return nil, "", o.mistakef("{TLS.Certificate} and {TLS.Key}: %w", err)
		}
		config.GetCertificate = files.get
	}
	return config, fingerprint, o.configureClients(config)
}

// configureClients adds what is asked of clients.
func (o *Options) configureClients(config *tls.Config) error {
	if o.TLS.ClientCA == "" {
		return nil
	}
	authorities, err := o.authorities("{TLS.ClientCA}", o.TLS.ClientCA)
	if err != nil {
		return err
	}
	config.ClientCAs = authorities
	config.ClientAuth = tls.RequireAndVerifyClientCert
	if o.TLS.ClientCertificate == TLSOptional {
		config.ClientAuth = tls.VerifyClientCertIfGiven
	}
	if o.TLS.ClientCRL != "" {
		lists, err := o.lists(o.TLS.ClientCRL)
		if err != nil {
			return o.mistakef("{TLS.ClientCRL}: %w", err)
		}
		config.VerifyConnection = (&tlsfile.Revocations{Lists: lists.Get, Clock: time.Now}).Verify
	}
	return nil
}

// hostsOf are the hosts of addresses to listen on.
func hostsOf(addresses []string) []string {
	var all []string
	for _, address := range addresses {
		host, _, _ := net.SplitHostPort(address)
		all = append(all, host)
	}
	return all
}
