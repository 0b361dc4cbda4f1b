package commands_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"
)

// clientCertificate makes a certificate of its own authority, which a server may trust.
func clientCertificate(t *testing.T, name string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	pool := x509.NewCertPool()
	made, err := x509.ParseCertificate(der)
	must(t, err)
	pool.AddCert(made)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// certified is a server that trusts the certificate of name, and a client over TLS that shows it.
func certified(t *testing.T, name string) (*rig, *client) {
	t.Helper()
	own, pool := clientCertificate(t, name)
	s := tlsOptional()
	s.Options.TLS = certificate.get(t).Clone()
	s.Options.TLS.ClientCAs, s.Options.TLS.ClientAuth = pool, tls.VerifyClientCertIfGiven
	r := newRig(t, s)
	c := r.dial()
	c.talk("220 Service ready.", "AUTH TLS", "234 Begin TLS.")
	secured := tls.Client(c.conn, &tls.Config{InsecureSkipVerify: true, Certificates: []tls.Certificate{own}})
	must(t, secured.Handshake())
	c.conn, c.reader = secured, bufio.NewReader(secured)
	return r, c
}

// TestLoginByCertificate: the certificate's owner needs no password, whoever else is named does.
func TestLoginByCertificate(t *testing.T) {
	t.Parallel()
	r, c := certified(t, "alice")
	c.talk("USER alice", "232 Logged in by certificate.", "PWD", `257 "/" is the working directory.`, "PASS pw", "503 Send USER first.",
		"USER bob", "331 Password, please.", "PWD", "530 Please log in with USER and PASS.", "PASS wrong", "530 Login incorrect.",
		"USER bob", "331 Password, please.", "PASS pw", "230 Logged in.",
		"MKD d", `257 "/d" created.`, "CWD d", `250 Directory is now "/d".`,
		"USER alice", "232 Logged in by certificate.", "PWD", `257 "/" is the working directory.`)
	if want := "USER in"; !slices.Contains(r.rows(), want) {
		t.Errorf("ran %q; want %q among them", r.rows(), want)
	}
	// The control connection is in the clear now: what the certificate proved is over.
	c.talk("CCC", "200 TLS ends on this connection; data keep their protection.")
	c.unsecure()
	c.talk("USER alice", "331 Password, please.")
}

// TestCertificateWithAccount: where the account needs information, ACCT follows USER, and nothing else is open before.
func TestCertificateWithAccount(t *testing.T) {
	t.Parallel()
	r, c := certified(t, "half")
	c.talk("USER half", "332 Account information, please: ACCT.", "PWD", "530 Please log in with USER and PASS.", "PASS pw", "503 Send USER first.",
		"ACCT guess", "530 Login incorrect.", "ACCT project", "503 No account information was asked for.",
		"USER half", "332 Account information, please: ACCT.", "ACCT project", "230 Logged in.", "MKD d", `257 "/d" created.`,
		"USER half", "332 Account information, please: ACCT.", "PWD", "530 Please log in with USER and PASS.")
	if want := "USER need-account"; !slices.Contains(r.rows(), want) {
		t.Errorf("ran %q; want %q among them", r.rows(), want)
	}
}

// TestCertificateWithoutFiles asks for a password where the certificate is right and the rest fails; the log
// is told why.
func TestCertificateWithoutFiles(t *testing.T) {
	t.Parallel()
	for name, cause := range map[string]error{"homeless": errNoHome, "broken": errBackEnd} {
		r, c := certified(t, name)
		c.talk("USER "+name, "331 Password, please.", "PASS pw", "421 Logins are not possible now.")
		if got := r.cause("331"); !errors.Is(got, cause) {
			t.Errorf("%s: the log has %v; want %v", name, got, cause)
		}
	}
}
