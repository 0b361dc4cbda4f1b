package selfsigned

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestNew: the certificate is good for its names and addresses, for what it is to be used for, and for its time.
func TestNew(t *testing.T) {
	now := time.Now()
	pair, err := New([]string{"ftp.example.org", "", "192.0.2.7", "2001:db8::7"}, now, x509.ExtKeyUsageServerAuth)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"localhost", "ftp.example.org", "192.0.2.7", "2001:db8::7"} {
		if err := made.VerifyHostname(host); err != nil {
			t.Error(err)
		}
	}
	if err := made.VerifyHostname("example.org"); err == nil || len(made.DNSNames) != 2 {
		t.Errorf("it is good for %q", made.DNSNames)
	}
	if !slices.Equal(made.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}) {
		t.Errorf("its use is %v", made.ExtKeyUsage)
	}
	for _, c := range []struct {
		at   time.Time
		good bool
	}{{now, true}, {now.Add(-12 * time.Hour), true}, {now.Add(Life - time.Hour), true}, {now.Add(-48 * time.Hour), false}, {now.Add(Life + time.Hour), false}} {
		roots := x509.NewCertPool()
		roots.AddCert(made)
		if _, err := made.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: c.at}); (err == nil) != c.good {
			t.Errorf("at %v: %v", c.at, err)
		}
	}
	again, err := New(nil, now)
	if err != nil || string(again.Certificate[0]) == string(pair.Certificate[0]) {
		t.Errorf("two certificates are one, %v", err)
	}
}

func TestFingerprint(t *testing.T) {
	sum := sha256.Sum256([]byte("x"))
	got := Fingerprint([]byte("x"))
	if strings.ToLower(strings.ReplaceAll(got, ":", "")) != hex.EncodeToString(sum[:]) || len(got) != 3*sha256.Size-1 || strings.ToUpper(got) != got {
		t.Errorf("%s", got)
	}
}
