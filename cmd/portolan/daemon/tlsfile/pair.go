package tlsfile

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// ReadPair reads a certificate, with those of the authorities between it and a root behind it, and its key. Both may
// stand in one file.
func ReadPair(cert, key string) (*tls.Certificate, error) {
	for _, path := range []string{cert, key} { // a file that is missing is told before what is wrong with the other
		if _, err := os.Stat(path); err != nil {
			return nil, err
		}
	}
	chain, err := ReadCertificates(cert)
	if err != nil {
		return nil, err
	}
	private, err := readKey(key)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(chain, func(c *x509.Certificate) bool { return belongs(private, c) })
	switch {
	case at > 0:
		return nil, fmt.Errorf("in %s the certificate of the key is number %d: it has to be the first, with those of the authorities behind it", cert, at+1)
	case at < 0:
		return nil, fmt.Errorf("the key in %s is not that of the certificate in %s, which is for %s", key, cert, subjectOf(chain[0]))
	}
	pair := &tls.Certificate{PrivateKey: private, Leaf: chain[0]}
	for _, c := range chain {
		pair.Certificate = append(pair.Certificate, c.Raw)
	}
	return pair, nil
}

// ReadCertificates reads the certificates in a file, of which there has to be one.
func ReadCertificates(path string) ([]*x509.Certificate, error) {
	data, err := read(path, maxPEM)
	if err != nil {
		return nil, err
	}
	found, err := blocks(path, data)
	if err != nil {
		return nil, err
	}
	var all []*x509.Certificate
	for _, b := range found {
		if b.Type != blockCertificate {
			continue
		}
		c, err := x509.ParseCertificate(b.Bytes)
		if err != nil {
			return nil, fmt.Errorf("certificate number %d in %s is damaged: %w", len(all)+1, path, err)
		}
		all = append(all, c)
	}
	if all == nil {
		return nil, noCertificate(path, found)
	}
	return all, nil
}

// noCertificate says what a file holds instead.
func noCertificate(path string, found []*pem.Block) error {
	switch {
	case holds(found, keySuffix):
		return fmt.Errorf("%s holds a key and no certificate: was the wrong file named?", path)
	case holds(found, "CERTIFICATE REQUEST"):
		return fmt.Errorf("%s holds no certificate but the request for one: what the authority sends back is needed", path)
	case holds(found, "TRUSTED CERTIFICATE"):
		return fmt.Errorf("%s holds a certificate in a form of OpenSSL's own; to make PEM: openssl x509 -in %s -out FILE", path, path)
	case holds(found, "PKCS7"):
		return fmt.Errorf("%s is PKCS#7; to make PEM: openssl pkcs7 -print_certs -in %s -out FILE", path, path)
	}
	return fmt.Errorf("%s holds no certificate, but %s", path, types(found))
}

// readKey reads the first private key in a file.
func readKey(path string) (crypto.Signer, error) {
	data, err := read(path, maxPEM)
	if err != nil {
		return nil, err
	}
	found, err := blocks(path, data)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(found, func(b *pem.Block) bool { return strings.HasSuffix(b.Type, keySuffix) })
	if at < 0 {
		if holds(found, blockCertificate) {
			return nil, fmt.Errorf("%s holds a certificate and no key: was the wrong file named?", path)
		}
		return nil, fmt.Errorf("%s holds no private key, but %s", path, types(found))
	}
	b := found[at]
	switch {
	case b.Type == "ENCRYPTED "+keySuffix, strings.Contains(b.Headers["Proc-Type"], "ENCRYPTED"):
		return nil, fmt.Errorf("the key in %s has a passphrase, and nobody is there to type it; without one: openssl pkey -in %s -out FILE", path, path)
	case b.Type == "OPENSSH "+keySuffix:
		return nil, fmt.Errorf("the key in %s is one of OpenSSH; to make PEM of a copy: ssh-keygen -p -m PEM -f COPY", path)
	}
	key, err := parseKey(b.Bytes)
	if err != nil {
		return nil, fmt.Errorf("the key in %s is damaged, or of a kind that TLS has no use for: %w", path, err)
	}
	return key, nil
}

// parseKey reads a key in any of the three forms (PKCS#8, PKCS#1, SEC 1), whatever its block is called.
func parseKey(der []byte) (crypto.Signer, error) {
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		if rsa, failed := x509.ParsePKCS1PrivateKey(der); failed == nil {
			return rsa, nil
		}
		if ec, failed := x509.ParseECPrivateKey(der); failed == nil {
			return ec, nil
		}
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New("it cannot sign")
	}
	return signer, nil
}

// belongs reports whether a certificate is for a key.
func belongs(key crypto.Signer, c *x509.Certificate) bool {
	own, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	return ok && own.Equal(c.PublicKey)
}

func isCertificate(der []byte) bool {
	_, err := x509.ParseCertificate(der)
	return err == nil
}

// subjectOf is what a certificate is for: the names in it, or else its subject.
func subjectOf(c *x509.Certificate) string {
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return fmt.Sprintf("%q", c.Subject.String())
	}
	return strings.Join(names, ", ")
}

// ReadAuthorities reads the certificates of a file as what others are judged by.
func ReadAuthorities(path string) (*x509.CertPool, error) {
	all, err := ReadCertificates(path)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	for _, c := range all {
		pool.AddCert(c)
	}
	return pool, nil
}

// ReadLists reads revocation lists: many as PEM, or one as DER.
func ReadLists(path string) ([]*x509.RevocationList, error) {
	data, err := read(path, maxLists)
	if err != nil {
		return nil, err
	}
	ders := [][]byte{data}
	if bytes.Contains(data, []byte("-----BEGIN")) || data[0] != derSequence {
		found, err := blocks(path, data)
		if err != nil {
			return nil, err
		}
		ders = nil
		for _, b := range found {
			if b.Type == blockList {
				ders = append(ders, b.Bytes)
			}
		}
		if ders == nil {
			return nil, fmt.Errorf("%s holds no revocation list, but %s", path, types(found))
		}
	}
	var lists []*x509.RevocationList
	for i, der := range ders {
		list, err := x509.ParseRevocationList(der)
		if err != nil {
			return nil, fmt.Errorf("revocation list number %d in %s is damaged: %w", i+1, path, err)
		}
		lists = append(lists, list)
	}
	return lists, nil
}
