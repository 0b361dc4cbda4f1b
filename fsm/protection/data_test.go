package protection

import (
	"crypto/tls"
	"errors"
	"strings"
	"testing"
)

// TestProof: a data connection is the client's if it resumes the control connection's session, or shows what is asked
// for.
func TestProof(t *testing.T) {
	mine, other := certificate(t, "mine"), certificate(t, "other")
	for name, c := range map[string]struct {
		proof   Proof
		control *tls.Certificate // that the client shows; nil for none
		data    *tls.Certificate
		session string // that the data connection offers: own, foreign, none
		is      error
		says    string
	}{
		"nothing is asked for":           {ProofNone, nil, nil, "none", nil, ""},
		"nor of whoever showed one":      {ProofNone, mine, other, "none", nil, ""},
		"nobody showed one":              {ProofCertificate, nil, nil, "none", nil, ""},
		"nobody showed one, foreign":     {ProofCertificate, nil, nil, "foreign", nil, ""},
		"the same certificate":           {ProofCertificate, mine, mine, "none", nil, ""},
		"the same, foreign session":      {ProofCertificate, mine, mine, "foreign", nil, ""},
		"another certificate":            {ProofCertificate, mine, other, "none", ErrOtherCertificate, ""},
		"no certificate":                 {ProofCertificate, mine, nil, "none", ErrOtherCertificate, ""},
		"the session instead":            {ProofCertificate, mine, nil, "own", nil, ""},
		"a foreign session instead":      {ProofCertificate, mine, nil, "foreign", ErrOtherCertificate, ""},
		"the session":                    {ProofSession, nil, nil, "own", nil, ""},
		"the session, and a certificate": {ProofSession, mine, mine, "own", nil, ""},
		"no session":                     {ProofSession, nil, nil, "none", ErrNotResumed, "none"},
		"a certificate is no session":    {ProofSession, mine, mine, "none", ErrNotResumed, "none"},
		"a foreign session":              {ProofSession, nil, nil, "foreign", ErrNotResumed, "foreign"},
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(name+", "+tls.VersionName(version), func(t *testing.T) {
				server := &tls.Config{Certificates: []tls.Certificate{*certificate(t, "server")}, ClientAuth: tls.RequestClientCert}
				on := client(version)
				if c.control != nil {
					on = client(version, c.control)
				}
				l := begun(t, server, on)
				over := client(version)
				if c.data != nil {
					over = client(version, c.data)
				}
				switch c.session {
				case "own":
					over.ClientSessionCache = on.ClientSessionCache
				case "foreign":
					elsewhere := client(version)
					begun(t, server, elsewhere)
					over.ClientSessionCache = elsewhere.ClientSessionCache
				}
				tickets, err := data(t, l, over, c.proof)
				if !errors.Is(err, c.is) {
					t.Errorf("%v, want %v", err, c.is)
				}
				says := map[string]string{"": "", "foreign": "the client offered one of another connection", "none": "the client offered none"}[c.says]
				if c.says == "none" && version == tls.VersionTLS12 {
					says = "the client offered no ticket (RFC 5077)"
				}
				if err != nil && !strings.Contains(err.Error(), says) {
					t.Errorf("%v does not say %q", err, says)
				}
				if version == tls.VersionTLS12 && tickets != 0 || version == tls.VersionTLS13 && err == nil && tickets != 1 {
					t.Errorf("told of %d tickets", tickets)
				}
			})
		}
	}
}

// TestTurnedAway: the ticket of a handshake that showed nothing opens nothing the next time.
func TestTurnedAway(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		l := begun(t, &tls.Config{Certificates: []tls.Certificate{*certificate(t, "server")}}, client(version))
		stranger := client(version)
		for range 3 {
			if _, err := data(t, l, stranger, ProofSession); !errors.Is(err, ErrNotResumed) {
				t.Errorf("%s: %v", tls.VersionName(version), err)
			}
		}
	}
}

// TestResumedByData: the session of a data connection that was the client's opens the next one.
func TestResumedByData(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		c := client(version)
		l := begun(t, &tls.Config{Certificates: []tls.Certificate{*certificate(t, "server")}}, c)
		for range 3 {
			if _, err := data(t, l, c, ProofSession); err != nil {
				t.Errorf("%s: %v", tls.VersionName(version), err)
			}
		}
	}
}
