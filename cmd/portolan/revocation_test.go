package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts/renewed"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon/tlsfile"
)

// authority issues certificates and lists of revoked ones.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, SubjectKeyId: []byte{1}}
	a.key = newKey(t)
	a.cert = a.sign(template, template, &a.key.PublicKey)
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (a *authority) sign(template, parent *x509.Certificate, key *ecdsa.PublicKey) *x509.Certificate {
	a.t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return made
}

func (a *authority) pem() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw}))
}

// issue makes a client's certificate.
func (a *authority) issue(name string, serial int64) tls.Certificate {
	a.t.Helper()
	key := newKey(a.t)
	made := a.sign(&x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name},
		NotAfter: time.Now().Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}, a.cert, &key.PublicKey)
	return tls.Certificate{Certificate: [][]byte{made.Raw}, PrivateKey: key}
}

// list revokes certificates, until a time.
func (a *authority) list(until time.Time, serials ...int64) []byte {
	a.t.Helper()
	template := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: time.Now().Add(-2 * time.Hour), NextUpdate: until}
	for _, serial := range serials {
		template.RevokedCertificateEntries = append(template.RevokedCertificateEntries,
			x509.RevocationListEntry{SerialNumber: big.NewInt(serial), RevocationTime: time.Now()})
	}
	der, err := x509.CreateRevocationList(rand.Reader, template, a.cert, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return der
}

func listPEM(ders ...[]byte) string {
	all := ""
	for _, der := range ders {
		all += string(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der}))
	}
	return all
}

// namedOverTLS begins TLS with a certificate and says USER; "" is a client that was not let in.
func namedOverTLS(t *testing.T, address, user string, certificates ...tls.Certificate) string {
	t.Helper()
	raw, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	raw.SetDeadline(time.Now().Add(patience))
	clear := bufio.NewReader(raw)
	clear.ReadString('\n')
	io.WriteString(raw, "AUTH TLS\r\n")
	clear.ReadString('\n')
	config := trusting()
	config.Certificates = certificates
	over := tls.Client(raw, config)
	fmt.Fprintf(over, "USER %s\r\n", user)
	line, _ := bufio.NewReader(over).ReadString('\n')
	return line
}

const (
	loggedIn = "232 Logged in by certificate.\r\n"
	asked    = "331 Password, please.\r\n"
	notLetIn = ""
)

// TestUsersByCertificate: the file of users says whose a certificate is, and a list who is revoked.
func TestUsersByCertificate(t *testing.T) {
	dir, a := t.TempDir(), newAuthority(t)
	ca, crl, users := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "crl.pem"), filepath.Join(dir, "users")
	writeFile(t, ca, a.pem())
	writeFile(t, crl, listPEM(a.list(time.Now().Add(time.Hour), 7)))
	writeFile(t, users, "carol:*:read-write;cn=Carol:\ndave:*:read-write:\n")
	carol, revoked, foreign := a.issue("Carol", 5), a.issue("Carol", 7), newAuthority(t).issue("Carol", 5)
	flags := []string{"--tls-self-signed", "--tls-client-ca", ca, "--tls-client-crl", crl, "--users", users, "--tls-client-certificate"}
	for policy, without := range map[string]string{"optional": asked, "required": notLetIn} {
		s := serve(t, append(flags, policy)...)
		for _, test := range []struct {
			what, user, want string
			shown            []tls.Certificate
		}{
			{"the owner", "carol", loggedIn, []tls.Certificate{carol}},
			{"another's certificate", "dave", asked, []tls.Certificate{carol}},
			{"a revoked one", "carol", notLetIn, []tls.Certificate{revoked}},
			{"another authority's", "carol", notLetIn, []tls.Certificate{foreign}},
			{"none", "carol", without, nil},
		} {
			if got := namedOverTLS(t, s.addresses[0], test.user, test.shown...); got != test.want {
				t.Errorf("%s, %s: %q; want %q", policy, test.what, got, test.want)
			}
		}
		if policy == "optional" {
			writeFile(t, crl, listPEM(a.list(time.Now().Add(time.Hour), 7, 5)))
			time.Sleep(renewed.LookAgain)
			if got := namedOverTLS(t, s.addresses[0], "carol", carol); got != notLetIn {
				t.Errorf("revoked meanwhile: %q", got)
			}
			writeFile(t, crl, "no list")
			time.Sleep(renewed.LookAgain)
			if got := namedOverTLS(t, s.addresses[0], "carol", carol); got != notLetIn {
				t.Errorf("with a broken list: %q", got)
			}
			s.logged("the revocation lists stay as they were")
			writeFile(t, crl, listPEM(a.list(time.Now().Add(time.Hour), 7)))
		}
	}
}

// TestRevocation looks certificates up without a server.
func TestRevocation(t *testing.T) {
	a, other := newAuthority(t), newAuthority(t)
	leaf, err := x509.ParseCertificate(a.issue("x", 5).Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	chain := []*x509.Certificate{leaf, a.cert}
	hence := time.Now().Add(time.Hour)
	const none = "no current revocation list of CN=authority for the client's certificate"
	for _, test := range []struct {
		what, content, want string
		chain               []*x509.Certificate
	}{
		{"not in the list", listPEM(a.list(hence, 6)), "", chain},
		{"an empty list, DER", string(a.list(hence)), "", chain},
		{"in the list", string(a.list(hence, 6, 5)), "the client's certificate is revoked: CN=x, serial 5", chain},
		{"in the second list", listPEM(a.list(hence), a.list(hence, 5)), "the client's certificate is revoked: CN=x, serial 5", chain},
		{"an old list", listPEM(a.list(time.Now().Add(-time.Hour))), none, chain},
		{"in an old list", listPEM(a.list(time.Now().Add(-time.Hour), 5)), "the client's certificate is revoked: CN=x, serial 5", chain},
		{"an old list and a new one", listPEM(a.list(time.Now().Add(-time.Hour)), a.list(hence)), "", chain},
		{"a list of another of that name", listPEM(other.list(hence, 5)), none, chain},
		{"trusted itself", listPEM(a.list(hence)), "", chain[1:]},
	} {
		lists, err := tlsfile.ReadLists(writeFile(t, filepath.Join(t.TempDir(), "crl"), test.content))
		if err != nil {
			t.Fatal(err)
		}
		r := &tlsfile.Revocations{Lists: func() []*x509.RevocationList { return lists }, Clock: time.Now}
		got := ""
		if err := r.Verify(tls.ConnectionState{VerifiedChains: [][]*x509.Certificate{test.chain}}); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: %q; want %q", test.what, got, test.want)
		}
	}
}
