package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
)

// targetFlags are the flags of the commands that ask a server: whose table it is compared with, who logs in, and whose
// certificates are good.
type targetFlags struct {
	spec, user, ca string
	insecure       bool
}

// add defines them; who says what the user is.
func (f *targetFlags) add(flags *pflag.FlagSet, who string) {
	flags.StringVar(&f.spec, "spec", "", "spec `file` (default "+specFile+" in the module root; elsewhere the one of this program)")
	flags.StringVar(&f.user, "user", "anonymous:tester@", who+" of an account that may do everything")
	flags.BoolVar(&f.insecure, "tls-insecure", false, "take any certificate")
	flags.StringVar(&f.ca, "tls-ca", "", "`file` with the authorities that the server's certificate is from")
}

// table is the spec that a server is compared with: the one that is named, that of the module here, or this program's
// own. Who tests a server of theirs has no module.
func (f *targetFlags) table() (*spec.Spec, error) {
	if f.spec != "" {
		return decode.Load(f.spec)
	}
	if root, _, err := findModule(); err == nil {
		file := filepath.Join(root, filepath.FromSlash(specFile))
		if _, err := os.Stat(file); err == nil {
			return decode.Load(file)
		}
	}
	return decode.Ours()
}

// tls is for connections to a server at HOST:PORT.
func (f *targetFlags) tls(address string) (*tls.Config, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("ftpspec: %w", err)
	}
	config := &tls.Config{ServerName: host, InsecureSkipVerify: f.insecure, ClientSessionCache: tls.NewLRUClientSessionCache(0)}
	if f.ca == "" {
		return config, nil
	}
	pem, err := os.ReadFile(f.ca)
	if err != nil {
		return nil, fmt.Errorf("ftpspec: --tls-ca: %w", err)
	}
	config.RootCAs = x509.NewCertPool()
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("ftpspec: --tls-ca: %s has no certificate", f.ca)
	}
	return config, nil
}

// toFile writes to a file, or to out where none is named.
func toFile(name string, out io.Writer, write func(io.Writer) error) error {
	if name == "" {
		return write(out)
	}
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("ftpspec: %w", err)
	}
	return errors.Join(write(file), file.Close())
}
