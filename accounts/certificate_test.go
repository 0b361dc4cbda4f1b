package accounts

import (
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCertificates logs in by certificate, by password and by both, under every kind of line.
func TestCertificates(t *testing.T) {
	hash := cheapHash(t, "right password")
	named := &x509.Certificate{Raw: []byte("named"), Subject: pkix.Name{CommonName: "Carol C"}}
	printed := &x509.Certificate{Raw: []byte("printed"), Subject: pkix.Name{CommonName: "x"}}
	sum := sha256.Sum256(printed.Raw)
	path := filepath.Join(t.TempDir(), "users")
	lines := []string{
		"name:*:read-only;cn=Carol C:carol",
		"print:" + hash + ":read-write;sha256=" + hex.EncodeToString(sum[:]) + ":",
		"either:*:read-only;cn=Carol C;sha256=" + strings.ToUpper(hex.EncodeToString(sum[:])) + ":",
		"both:" + hash + ":read-only;cn=Carol C;password:",
		"locked:!:read-only;cn=Carol C:",
		"empty::read-only;cn=Carol C:",
		"plain:" + hash + ":read-only:",
	}
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := OpenFile(path, FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	static, err := NewStatic()
	if err != nil {
		t.Fatal(err)
	}
	auth := Anonymous(Chain(static, file), "")
	for _, c := range []struct {
		user        string
		certificate *x509.Certificate
		alone, both bool // whether the certificate, and whether certificate and password log in
	}{
		{"name", named, true, false}, {"name", printed, false, false}, {"name", nil, false, false},
		{"print", printed, true, true}, {"print", named, false, true}, {"print", nil, false, true},
		{"either", named, true, false}, {"either", printed, true, false},
		{"both", named, false, true}, {"both", printed, false, false}, {"both", nil, false, false},
		{"locked", named, false, false}, {"empty", named, false, false},
		{"plain", named, false, true}, {"nobody", named, false, false}, {"anonymous", named, false, true},
	} {
		credentials := Credentials{User: c.user, Certificate: c.certificate}
		account, err := ByCertificate(t.Context(), auth, credentials)
		if ok := err == nil && account.Name == c.user; ok != c.alone || !ok && !errors.Is(err, ErrRejected) {
			t.Errorf("%+v by certificate: %+v, %v", c, account, err)
		}
		credentials.Password = "right password"
		account, err = auth.Authenticate(t.Context(), credentials)
		if ok := err == nil && account.Name == c.user; ok != c.both || !ok && !errors.Is(err, ErrRejected) {
			t.Errorf("%+v by password: %+v, %v", c, account, err)
		}
	}
	if a, err := ByCertificate(t.Context(), auth, Credentials{User: "name", Certificate: named}); err != nil || a.Home != "carol" || a.Permissions != ReadOnly {
		t.Errorf("%+v %v", a, err)
	}
}

func TestBrokenOptions(t *testing.T) {
	_, err := ParseUsers("users", []byte("a:!:read-only;cn=:\nb:!:read-only;sha256=ab:\nc:!:read-only;password:\nd:!:read-only;:\n"))
	want := `users:1: unknown option "cn=": the options are cn=NAME, sha256=HEX, password, account=HASH, mount=NAME=DIRECTORY, no-fxp, quota=SIZE and quota-files=NUMBER
users:2: option "sha256=" is no fingerprint: it has 64 hexadecimal digits, without colons
users:3: option "password" adds to a certificate: say whose with cn= or sha256=
users:4: unknown option "": the options are cn=NAME, sha256=HEX, password, account=HASH, mount=NAME=DIRECTORY, no-fxp, quota=SIZE and quota-files=NUMBER`
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}
