// Package selfsigned makes self-signed certificates. Clients recognise them by their fingerprint:
//
//	pair, err := selfsigned.New([]string{"ftp.example.org", "192.0.2.7"}, time.Now(), x509.ExtKeyUsageServerAuth)
//	selfsigned.Fingerprint(pair.Certificate[0]) // "6F:9C:…", as clients show it
package selfsigned

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net/netip"
	"strings"
	"time"
)

const (
	// Life is short, because the certificate is made anew at every start.
	Life = 90 * 24 * time.Hour
	// clockSkew is how far behind a client's clock may be.
	clockSkew = 24 * time.Hour
	// serialBits is what the CA/Browser Forum asks for, and more.
	serialBits = 128
)

// New makes a certificate for localhost and for other names and addresses; empty ones are left out.
func New(hosts []string, now time.Time, usage ...x509.ExtKeyUsage) (*tls.Certificate, error) {
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
		NotAfter:     now.Add(Life),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  usage,
		DNSNames:     []string{"localhost"},
	}
	for _, host := range hosts {
		if addr, err := netip.ParseAddr(host); err == nil {
			template.IPAddresses = append(template.IPAddresses, addr.AsSlice())
		} else if host != "" {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// Fingerprint is the SHA-256 of a certificate in DER, as clients show it.
func Fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}
