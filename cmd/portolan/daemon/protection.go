package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// protection is what serve is told about TLS.
type protection struct {
	policy     string // "" until a certificate makes it optional
	cert, key  string // files, PEM
	selfSigned bool
	implicit   []string // addresses on which TLS begins at once
	dataProof  fsm.DataProof
	unclosed   bool   // data may end without close_notify
	clientCA   string // file, PEM
	clientCRL  string // file, PEM or DER
	clients    string // whether they need a certificate
	ccc        bool
}

// The words that --tls and --tls-data take.
var (
	tlsPolicies    = []string{ftp.PolicyTlsOff: "off", ftp.PolicyTlsOptional: "optional", ftp.PolicyTlsRequired: "required"}
	clientPolicies = []string{"required", "optional"}
	dataProofs     = []string{"certificate", "required", "any"} // by fsm.DataProof
)

// earlierDefault of --tls-data also refused clients that offered another connection's session.
const earlierDefault = "when-offered"

const (
	// certificateLife is short, because a self-signed certificate is made anew at every start.
	certificateLife = 90 * 24 * time.Hour
	// clockSkew is how far behind a client's clock may be.
	clockSkew = 24 * time.Hour
	// serialBits is what the CA/Browser Forum asks for, and more.
	serialBits = 128
)

func (p *protection) define(flags *pflag.FlagSet) {
	define(flags, &p.policy, "tls", "when", "", readChoice(tlsPolicies), "off, optional or required: for logins and for data (default optional with a certificate)")
	define(flags, &p.cert, "tls-cert", "file", "", readFile, "certificate chain, PEM; read again when it changes")
	define(flags, &p.key, "tls-key", "file", "", readFile, "private key of the certificate, PEM")
	flags.BoolVar(&p.selfSigned, "tls-self-signed", false, "make a certificate that nobody has signed, and print its fingerprint")
	defineList(flags, &p.implicit, "tls-listen", "address", readAddress, "HOST:PORT on which TLS begins at once (implicit TLS, port 990); repeatable")
	define(flags, &p.dataProof, "tls-data", "what", dataProofs[fsm.ProofCertificate], readDataProof,
		"what data connections show under PROT P: certificate (the client certificate of the control connection, if it had one), required (they resume its TLS session) or any")
	flags.BoolVar(&p.unclosed, "allow-missing-close-notify", false, "take uploads over TLS as whole whose client closes without close_notify, as some devices do; others can then cut files short")
	define(flags, &p.clientCA, "tls-client-ca", "file", "", readFile, "authorities of client certificates, PEM")
	define(flags, &p.clients, "tls-client-certificate", "when", clientPolicies[0], readChoice(clientPolicies), "with --tls-client-ca: required or optional; the file of users says whose it is")
	define(flags, &p.clientCRL, "tls-client-crl", "file", "", readFile, "revocation lists for client certificates, PEM or DER; read again when it changes")
	flags.BoolVar(&p.ccc, "allow-ccc", false, "let clients end TLS on the control connection after login, for NAT devices that read it")
}

func readDataProof(text string) (fsm.DataProof, error) {
	if text == earlierDefault {
		return fsm.ProofCertificate, nil
	}
	word, err := readChoice(dataProofs)(text)
	return fsm.DataProof(slices.Index(dataProofs, word)), err
}

// advice is which flag takes the client whom an error is about, for the log.
func advice(err error) string {
	switch {
	case errors.Is(err, fsm.ErrNotResumed):
		return "; taken with --tls-data " + dataProofs[fsm.ProofCertificate]
	case errors.Is(err, fsm.ErrOtherCertificate):
		return "; taken with --tls-data " + dataProofs[fsm.ProofNone]
	case errors.Is(err, fsm.ErrNoCloseNotify):
		return "; taken with --allow-missing-close-notify"
	}
	return ""
}

// enabled says whether there is a certificate.
func (p *protection) enabled() bool { return p.selfSigned || p.cert != "" }

// check finds what does not go together.
func (p *protection) check() error {
	switch {
	case p.selfSigned && p.cert != "":
		return usagef("--tls-self-signed and --tls-cert exclude each other")
	case (p.cert == "") != (p.key == ""):
		return usagef("--tls-cert and --tls-key go together")
	case p.policy == tlsPolicies[ftp.PolicyTlsOff] && len(p.implicit) > 0:
		return usagef("--tls off and --tls-listen exclude each other")
	case !p.enabled() && p.policy != "" && p.policy != tlsPolicies[ftp.PolicyTlsOff]:
		return usagef("--tls %s needs --tls-cert and --tls-key, or --tls-self-signed", p.policy)
	case p.clientCA == "" && (p.clientCRL != "" || p.clients == "optional"):
		return usagef("--tls-client-crl and --tls-client-certificate need --tls-client-ca")
	case !p.enabled() && (len(p.implicit) > 0 || p.clientCA != "" || p.ccc):
		return usagef("--tls-listen, --tls-client-ca and --allow-ccc need --tls-cert and --tls-key, or --tls-self-signed")
	}
	return nil
}

// tlsPolicy is the spec's switch.
func (p *protection) tlsPolicy() ftp.TlsPolicy {
	switch {
	case p.policy == tlsPolicies[ftp.PolicyTlsRequired]:
		return ftp.PolicyTlsRequired
	case p.policy == "" && p.enabled(), p.policy == tlsPolicies[ftp.PolicyTlsOptional]:
		return ftp.PolicyTlsOptional
	}
	return ftp.PolicyTlsOff
}

// config makes the server's TLS, nil without a certificate; fingerprint is that of a self-signed one.
func (p *protection) config(hosts []string, from tlsFiles) (config *tls.Config, fingerprint string, err error) {
	if err := p.check(); err != nil || !p.enabled() {
		return nil, "", err
	}
	config = &tls.Config{MinVersion: tls.VersionTLS12}
	if p.selfSigned {
		made, err := selfSigned(hosts, time.Now(), x509.ExtKeyUsageServerAuth)
		if err != nil {
			return nil, "", err
		}
		config.Certificates = []tls.Certificate{*made}
		fingerprint = fingerprintOf(made.Certificate[0])
	} else {
		files, err := from.certificate(p.cert, p.key, from.options.names)
		if err != nil {
			return nil, "", usagef("--tls-cert and --tls-key: %w", err)
		}
		config.GetCertificate = files.get
	}
	return config, fingerprint, p.configureClients(config, from)
}

// configureClients adds what is asked of clients.
func (p *protection) configureClients(config *tls.Config, from tlsFiles) error {
	if p.clientCA == "" {
		return nil
	}
	authorities, err := from.authorities("--tls-client-ca", p.clientCA)
	if err != nil {
		return err
	}
	config.ClientCAs = authorities
	config.ClientAuth = tls.RequireAndVerifyClientCert
	if p.clients == "optional" {
		config.ClientAuth = tls.VerifyClientCertIfGiven
	}
	if p.clientCRL != "" {
		lists, err := from.lists(p.clientCRL)
		if err != nil {
			return usagef("--tls-client-crl: %w", err)
		}
		config.VerifyConnection = (&revocations{lists: lists.Get, clock: time.Now}).verify
	}
	return nil
}

// fingerprintOf is the SHA-256 of a certificate, as clients show it.
func fingerprintOf(der []byte) string {
	sum := sha256.Sum256(der)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}

// selfSigned makes a certificate for the names and addresses that the server listens on.
func selfSigned(hosts []string, now time.Time, usage ...x509.ExtKeyUsage) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), serialBits))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "portolan, self-signed"},
		NotBefore:    now.Add(-clockSkew),
		NotAfter:     now.Add(certificateLife),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  usage,
		DNSNames:     []string{"localhost"},
	}
	for _, host := range hosts {
		name, _, _ := net.SplitHostPort(host)
		if addr, err := netip.ParseAddr(name); err == nil {
			template.IPAddresses = append(template.IPAddresses, addr.AsSlice())
		} else if name != "" {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}
