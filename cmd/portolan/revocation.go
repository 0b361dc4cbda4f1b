package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// revocations are the lists of revoked client certificates in a file, which is read again when it changes. A file
// that is wrong at the moment leaves the old lists in use, until they are out of date: whoever relies on lists
// would rather refuse somebody than let in whose key was stolen.
type revocations struct {
	path  string
	clock func() time.Time
	log   *slog.Logger

	mu      sync.Mutex
	lists   []*x509.RevocationList
	stamp   fileStamp
	checked time.Time
}

// blockCRL is the type of a list's PEM block.
const blockCRL = "X509 CRL"

// load reads the file: lists as PEM, or one as DER.
func (r *revocations) load() error {
	info, err := os.Stat(r.path)
	if err != nil {
		return err
	}
	r.stamp = fileStamp{info.Size(), info.ModTime()} // of a broken file too, so that it is told once
	data, err := os.ReadFile(r.path)
	if err != nil {
		return err
	}
	var lists []*x509.RevocationList
	ders := [][]byte{data}
	if bytes.Contains(data, []byte("-----BEGIN")) {
		ders = nil
		for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
			if block.Type == blockCRL {
				ders = append(ders, block.Bytes)
			}
		}
	}
	for _, der := range ders {
		list, err := x509.ParseRevocationList(der)
		if err != nil {
			return fmt.Errorf("revocation list %s: %w", r.path, err)
		}
		lists = append(lists, list)
	}
	if len(lists) == 0 {
		return fmt.Errorf("%s holds no revocation list", r.path)
	}
	r.lists = lists
	return nil
}

// current are the lists, after a look at the file if the last one was a while ago.
func (r *revocations) current() []*x509.RevocationList {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.clock(); now.Sub(r.checked) >= lookAgain {
		r.checked = now
		if info, err := os.Stat(r.path); err == nil && (fileStamp{info.Size(), info.ModTime()}) != r.stamp {
			if err := r.load(); err != nil {
				r.log.Warn("the revocation lists stay as they were", keyError, err)
			}
		}
	}
	return r.lists
}

// verify implements tls.Config.VerifyConnection: one of the chains that lead to an authority has to hold.
func (r *revocations) verify(cs tls.ConnectionState) error {
	var err error
	lists := r.current()
	for _, chain := range cs.VerifiedChains {
		if err = r.judge(lists, chain); err == nil {
			return nil
		}
	}
	return err
}

// judge looks each certificate of a chain up in the lists of its issuer. The client's own has to have one, unless
// it is itself what is trusted.
func (r *revocations) judge(lists []*x509.RevocationList, chain []*x509.Certificate) error {
	for i, c := range chain[:max(1, len(chain)-1)] {
		issuer := chain[min(i+1, len(chain)-1)]
		known := len(chain) == 1 || i > 0
		for _, list := range lists {
			if !bytes.Equal(list.RawIssuer, issuer.RawSubject) || list.CheckSignatureFrom(issuer) != nil {
				continue
			}
			for j := range list.RevokedCertificateEntries {
				if list.RevokedCertificateEntries[j].SerialNumber.Cmp(c.SerialNumber) == 0 {
					return fmt.Errorf("the client's certificate is revoked: %s, serial %d", c.Subject, c.SerialNumber)
				}
			}
			known = known || list.NextUpdate.IsZero() || r.clock().Before(list.NextUpdate)
		}
		if !known {
			return fmt.Errorf("no current revocation list of %s for the client's certificate", issuer.Subject)
		}
	}
	return nil
}
