package tlsfile

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// made is a certificate with its key.
type made struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// issue makes a certificate for a name, signed by another or by itself.
func issue(t *testing.T, name string, by *made, change func(*x509.Certificate)) *made {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
	if change != nil {
		change(template)
	}
	parent, signer := template, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &made{cert, key}
}

func block(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func (m *made) pem() string { return block(blockCertificate, m.cert.Raw) }

// keys are the key in each form, as DER.
func (m *made) keys(t *testing.T) (pkcs8, sec1 []byte) {
	t.Helper()
	pkcs8, err := x509.MarshalPKCS8PrivateKey(m.key)
	if err != nil {
		t.Fatal(err)
	}
	if sec1, err = x509.MarshalECPrivateKey(m.key); err != nil {
		t.Fatal(err)
	}
	return pkcs8, sec1
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestReadPair: what is taken, and of what is not, why.
func TestReadPair(t *testing.T) {
	root := issue(t, "root.example", nil, nil)
	leaf := issue(t, "ftp.example", root, nil)
	pkcs8, sec1 := leaf.keys(t)
	otherKey, _ := root.keys(t)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	key := block("PRIVATE KEY", pkcs8)
	utf16 := []byte{0xff, 0xfe}
	for _, b := range []byte(leaf.pem()) {
		utf16 = append(utf16, b, 0)
	}
	pkcs12 := []byte{0x30, 5, 2, 1, 3, 5, 0}
	pkcs7 := append([]byte{0x30, 13, 6, 9}, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2, 5, 0)
	half := leaf.pem()[:len(leaf.pem())/2]
	broken := []byte(leaf.cert.Raw)[:100]
	for _, test := range []struct {
		what, cert, key string
		want            string // with @cert and @key for the names; "" if it is taken
	}{
		{"PKCS#8", leaf.pem(), key, ""},
		{"SEC 1, behind its parameters", leaf.pem(), block("EC PARAMETERS", []byte{5, 0}) + block("EC PRIVATE KEY", sec1), ""},
		{"a chain", leaf.pem() + root.pem(), key, ""},
		{"a mark of UTF-8, line ends of Windows, text around", "\ufeff" + strings.ReplaceAll("Bag\n"+leaf.pem()+"\nend", "\n", "\r\n"), "\ufeff" + key, ""},
		{"both in one file", key + leaf.pem(), leaf.pem() + key, ""},

		{"an empty certificate", "", key, "@cert is empty"},
		{"blanks", leaf.pem(), " \n", "@key is empty"},
		{"a chain in the wrong order", root.pem() + leaf.pem(), key, "in @cert the certificate of the key is number 2: it has to be the first, with those of the authorities behind it"},
		{"another's key", leaf.pem(), block("PRIVATE KEY", otherKey), "the key in @key is not that of the certificate in @cert, which is for ftp.example"},
		{"a key of another kind", leaf.pem(), block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey)), "the key in @key is not that of the certificate in @cert, which is for ftp.example"},
		{"a passphrase", leaf.pem(), block("ENCRYPTED PRIVATE KEY", pkcs8), "the key in @key has a passphrase, and nobody is there to type it; without one: openssl pkey -in @key -out FILE"},
		{"a passphrase in the old form", leaf.pem(), "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END EC PRIVATE KEY-----\n",
			"the key in @key has a passphrase, and nobody is there to type it; without one: openssl pkey -in @key -out FILE"},
		{"a key of ssh", leaf.pem(), block("OPENSSH PRIVATE KEY", pkcs8), "the key in @key is one of OpenSSH; to make PEM of a copy: ssh-keygen -p -m PEM -f COPY"},
		{"a damaged key", leaf.pem(), block("PRIVATE KEY", pkcs8[:20]), "the key in @key is damaged, or of a kind that TLS has no use for: "},
		{"UTF-16", string(utf16), key, "@cert is UTF-16, as some editors write text: save it as UTF-8"},
		{"a certificate in DER", string(leaf.cert.Raw), key, "@cert is a certificate in DER, not PEM; to make that: openssl x509 -inform DER -in @cert -out FILE"},
		{"a key in DER", leaf.pem(), string(pkcs8), "@key is a key in DER, not PEM; to make that: openssl pkey -inform DER -in @key -out FILE"},
		{"a key of SEC 1 in DER", leaf.pem(), string(sec1), "@key is a key in DER, not PEM; to make that: openssl pkey -inform DER -in @key -out FILE"},
		{"PKCS#12", string(pkcs12), key, "@cert is PKCS#12, not PEM; to make that: openssl pkcs12 -noenc -in @cert -out FILE"},
		{"PKCS#7 in DER", string(pkcs7), key, "@cert is PKCS#7, not PEM; to make that: openssl pkcs7 -inform DER -print_certs -in @cert -out FILE"},
		{"something binary", "0\x81\x03abc", key, "@cert is binary, not PEM"},
		{"text", "MIIB\n", key, "@cert is not PEM: it has no line that begins with -----BEGIN"},
		{"the wrong way round", key, leaf.pem(), "@cert holds a key and no certificate: was the wrong file named?"},
		{"a certificate twice", leaf.pem(), leaf.pem(), "@key holds a certificate and no key: was the wrong file named?"},
		{"a request", block("CERTIFICATE REQUEST", pkcs8), key, "@cert holds no certificate but the request for one: what the authority sends back is needed"},
		{"OpenSSL's own form", block("TRUSTED CERTIFICATE", pkcs8), key, "@cert holds a certificate in a form of OpenSSL's own; to make PEM: openssl x509 -in @cert -out FILE"},
		{"PKCS#7", block("PKCS7", pkcs7), key, "@cert is PKCS#7; to make PEM: openssl pkcs7 -print_certs -in @cert -out FILE"},
		{"a public key", leaf.pem(), block("PUBLIC KEY", pkcs8), "@key holds no private key, but PUBLIC KEY"},
		{"a list", block(blockList, pkcs8), key, "@cert holds no certificate, but X509 CRL"},
		{"half a file", half, key, "@cert is damaged: the block that begins in line 1 cannot be read"},
		{"the second one cut", leaf.pem() + half, key, "@cert is damaged: the block that begins in line " + lineAfter(leaf.pem()) + " cannot be read"},
		{"damaged inside", leaf.pem() + block(blockCertificate, broken), key, "certificate number 2 in @cert is damaged: "},
	} {
		t.Run(test.what, func(t *testing.T) {
			dir := t.TempDir()
			cert, private := filepath.Join(dir, "cert"), filepath.Join(dir, "key")
			write(t, cert, test.cert)
			write(t, private, test.key)
			pair, err := ReadPair(cert, private)
			want := strings.NewReplacer("@cert", cert, "@key", private).Replace(test.want)
			switch {
			case test.want == "" && (err != nil || !bytes.Equal(pair.Certificate[0], leaf.cert.Raw)):
				t.Errorf("%v", err)
			case test.want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)):
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

// lineAfter is the number of the line behind a text.
func lineAfter(text string) string {
	return big.NewInt(int64(1 + strings.Count(text, "\n"))).String()
}

// TestReadAuthorities: each certificate has to be readable; one that is left out silently would let nobody in.
func TestReadAuthorities(t *testing.T) {
	a, path := issue(t, "a", nil, nil), filepath.Join(t.TempDir(), "ca")
	write(t, path, a.pem()+block(blockCertificate, a.cert.Raw[:100]))
	if _, err := ReadAuthorities(path); err == nil || !strings.HasPrefix(err.Error(), "certificate number 2 in "+path+" is damaged: ") {
		t.Errorf("got %v", err)
	}
	write(t, path, a.pem()+a.pem())
	if _, err := ReadAuthorities(path); err != nil {
		t.Error(err)
	}
}

// TestReadLists takes PEM and DER.
func TestReadLists(t *testing.T) {
	a, path := issue(t, "a", nil, nil), filepath.Join(t.TempDir(), "crl")
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), NextUpdate: time.Now().Add(-time.Hour)}, a.cert, a.key)
	if err != nil {
		t.Fatal(err)
	}
	for content, want := range map[string]string{
		string(der): "", block(blockList, der): "",
		"":               path + " is empty",
		"text":           path + " is not PEM: it has no line that begins with -----BEGIN",
		a.pem():          path + " holds no revocation list, but CERTIFICATE",
		string(der[:50]): "revocation list number 1 in " + path + " is damaged: ",
		block(blockList, der) + block(blockList, der[:50]): "revocation list number 2 in " + path + " is damaged: ",
	} {
		write(t, path, content)
		lists, err := ReadLists(path)
		switch {
		case want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)):
			t.Errorf("got  %v\nwant %s", err, want)
		case want == "" && (err != nil || len(lists) != 1):
			t.Errorf("got %v", err)
		case want == "":
			want := "the list of CN=a ended on " + lists[0].NextUpdate.UTC().Format(dateForm) + ", and nobody with a certificate of its is let in"
			if got := ListWarnings(lists, time.Now()); len(got) != 1 || got[0] != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	}
}

// TestWarnings: what clients refuse although the server can use it.
func TestWarnings(t *testing.T) {
	root := issue(t, "root.example", nil, nil)
	other := issue(t, "other.example", nil, nil)
	day := func(d int) time.Time { return time.Date(2020, 1, d, 0, 0, 0, 0, time.UTC) }
	for _, test := range []struct {
		what   string
		change func(*x509.Certificate)
		chain  []*made
		want   []string
	}{
		{"nothing", nil, []*made{root}, nil},
		{"ended", func(c *x509.Certificate) { c.NotBefore, c.NotAfter = day(1), day(2) }, nil, []string{"it ended on 2020-01-02 00:00 UTC, and clients refuse it"}},
		{"not begun", func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = day(1).AddDate(80, 0, 0), day(2).AddDate(80, 0, 0)
		}, nil,
			[]string{"it begins on 2100-01-01 00:00 UTC, and clients refuse it until then"}},
		{"another host", func(c *x509.Certificate) { c.DNSNames = []string{"www.example"} }, nil, []string{"it is not for ftp.example, but for www.example"}},
		{"no host", func(c *x509.Certificate) { c.DNSNames = nil }, nil, []string{"it has no names of hosts (subjectAltName), and clients that look for one refuse it"}},
		{"for clients", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }, nil,
			[]string{"it is not for servers (extendedKeyUsage), and clients refuse it"}},
		{"a foreign chain", nil, []*made{other}, []string{"number 2 of its chain is not the authority of number 1, and clients may refuse it: each has to follow what it signed"}},
	} {
		t.Run(test.what, func(t *testing.T) {
			leaf := issue(t, "ftp.example", root, test.change)
			dir := t.TempDir()
			pkcs8, _ := leaf.keys(t)
			text := leaf.pem()
			for _, c := range test.chain {
				text += c.pem()
			}
			write(t, dir+"/cert", text)
			write(t, dir+"/key", block("PRIVATE KEY", pkcs8))
			pair, err := ReadPair(dir+"/cert", dir+"/key")
			if err != nil {
				t.Fatal(err)
			}
			got := Warnings(pair, []string{"ftp.example"}, time.Now())
			if strings.Join(got, "\n") != strings.Join(test.want, "\n") {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
