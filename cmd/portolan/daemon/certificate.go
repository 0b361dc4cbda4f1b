package daemon

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"slices"
	"time"

	"github.com/portolan-ftp/portolan/accounts/renewed"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon/tlsfile"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

// certificateFiles is a certificate and its key in files.
type certificateFiles struct {
	*renewed.Value[*tls.Certificate]
}

// get implements tls.Config.GetCertificate.
func (f certificateFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) { return f.Get(), nil }

// certificate opens a certificate. names are the names by which clients know the server, as far as they are known. Like
// all files of TLS it is refused, at each reading, if it lies where clients could change it.
func (o *Options) certificate(cert, key string, names []string) (certificateFiles, error) {
	opened, err := renewed.Open(renewed.Source[*tls.Certificate]{
		Paths: []string{cert, key},
		Read: func() (*tls.Certificate, error) {
			if err := o.refuseInside(key); err != nil {
				return nil, err
			}
			if err := o.refuseReplaceable(cert); err != nil {
				return nil, err
			}
			return tlsfile.ReadPair(cert, key)
		},
		Same: func(old, read *tls.Certificate) bool {
			return slices.EqualFunc(old.Certificate, read.Certificate, bytes.Equal)
		},
		Warnings: func(pair *tls.Certificate, now time.Time) []string { return tlsfile.Warnings(pair, names, now) },
		Log:      fileLog{o.Log, "certificate", "the certificate stays as it was"},
	})
	return certificateFiles{opened}, err
}

// lists opens revocation lists.
func (o *Options) lists(path string) (*renewed.Value[[]*x509.RevocationList], error) {
	return renewed.Open(renewed.Source[[]*x509.RevocationList]{
		Paths: []string{path},
		Read: func() ([]*x509.RevocationList, error) {
			if err := o.refuseReplaceable(path); err != nil {
				return nil, err
			}
			return tlsfile.ReadLists(path)
		},
		Same: func(old, read []*x509.RevocationList) bool {
			return slices.EqualFunc(old, read, func(a, b *x509.RevocationList) bool { return bytes.Equal(a.Raw, b.Raw) })
		},
		Warnings: tlsfile.ListWarnings,
		Log:      fileLog{o.Log, "revocation lists", "the revocation lists stay as they were"},
	})
}

// authorities reads the certificates of authorities.
func (o *Options) authorities(setting, path string) (*x509.CertPool, error) {
	err := o.refuseReplaceable(path)
	var pool *x509.CertPool
	if err == nil {
		pool, err = tlsfile.ReadAuthorities(path)
	}
	if err != nil {
		return nil, o.mistakef(setting+": %w", err)
	}
	return pool, nil
}

// fileLog logs what happens to files that are read again.
type fileLog struct {
	log        *slog.Logger
	what, kept string
}

// Renewed implements renewed.Log.
func (l fileLog) Renewed(paths []string) { l.log.Info(l.what+" read again", logging.KeyPath, paths[0]) }

// Kept implements renewed.Log.
func (l fileLog) Kept(_ []string, why error) { l.log.Warn(l.kept, logging.KeyError, why) }

// Warn implements renewed.Log.
func (l fileLog) Warn(paths []string, what string) {
	l.log.Warn(l.what, logging.KeyPath, paths[0], logging.KeyError, what)
}
