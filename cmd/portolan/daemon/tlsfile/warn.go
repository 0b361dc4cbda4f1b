package tlsfile

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"time"
)

// dateForm is how dates are told.
const dateForm = "2006-01-02 15:04 MST"

// Warnings are faults of a certificate that clients will notice although the server can use it. names are the names by
// which clients call the server, as far as they are known.
func Warnings(pair *tls.Certificate, names []string, now time.Time) []string {
	c := pair.Leaf
	var all []string
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	switch {
	case now.After(c.NotAfter):
		say("it ended on %s, and clients refuse it", c.NotAfter.UTC().Format(dateForm))
	case now.Before(c.NotBefore):
		say("it begins on %s, and clients refuse it until then", c.NotBefore.UTC().Format(dateForm))
	}
	if len(c.DNSNames)+len(c.IPAddresses) == 0 {
		say("it has no names of hosts (subjectAltName), and clients that look for one refuse it")
	} else {
		for _, name := range names {
			if c.VerifyHostname(name) != nil {
				say("it is not for %s, but for %s", name, subjectOf(c))
			}
		}
	}
	if len(c.ExtKeyUsage) > 0 && !slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageServerAuth) && !slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny) {
		say("it is not for servers (extendedKeyUsage), and clients refuse it")
	}
	for i, below := range pair.Certificate[1:] {
		upper, err := x509.ParseCertificate(below)
		lower, err2 := x509.ParseCertificate(pair.Certificate[i])
		if err == nil && err2 == nil && !bytes.Equal(lower.RawIssuer, upper.RawSubject) {
			say("number %d of its chain is not the authority of number %d, and clients may refuse it: each has to follow what it signed", i+2, i+1)
			break
		}
	}
	return all
}

// ListWarnings says which lists are out of date.
func ListWarnings(lists []*x509.RevocationList, now time.Time) []string {
	var all []string
	for _, list := range lists {
		if !list.NextUpdate.IsZero() && now.After(list.NextUpdate) {
			all = append(all, fmt.Sprintf("the list of %s ended on %s, and nobody with a certificate of its is let in", list.Issuer, list.NextUpdate.UTC().Format(dateForm)))
		}
	}
	return all
}
