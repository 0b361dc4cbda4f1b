package accounts

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// CertificateAuthenticator is an Authenticator with accounts that TLS client certificates open (RFC 4217 section 10.1).
type CertificateAuthenticator interface {
	Authenticator
	// AuthenticateCertificate returns the account of c.User if c.Certificate,
	// which is not nil, opens it without a password; the caller owns it.
	// ErrRejected (by errors.Is) means that a password has to be asked for; it
	// tells nothing about the name. Any other error is a failing back end.
	AuthenticateCertificate(ctx context.Context, c Credentials) (*Account, error)
}

// ByCertificate asks auth whether c's certificate opens c.User's account
// without a password. Without a certificate, or where auth does not look at
// any, the error is ErrRejected.
func ByCertificate(ctx context.Context, auth Authenticator, c Credentials) (*Account, error) {
	a, looks := auth.(CertificateAuthenticator)
	if !looks || c.Certificate == nil {
		return nil, ErrRejected
	}
	account, err := a.AuthenticateCertificate(ctx, c)
	if err == nil && account == nil {
		err = errNoAnswer
	}
	return account, err
}

// certificateRule is which certificates are a user's: those of a subject's
// common name, or the one with a fingerprint.
type certificateRule struct {
	name        string
	fingerprint [sha256.Size]byte // counts if name is empty
}

func (r certificateRule) fits(c *x509.Certificate) bool {
	if r.name != "" {
		return c.Subject.CommonName == r.name
	}
	return sha256.Sum256(c.Raw) == r.fingerprint
}

// The options that speak of certificates.
const (
	optionName        = "cn="
	optionFingerprint = "sha256="
	optionPassword    = "password"
)

// parseOption reads one option of a user's line into user; options follow the
// permissions, each behind a semicolon.
func (user *fileUser) parseOption(option string) error {
	if mine, err := user.parseQuota(option); mine {
		return err
	}
	name, value, _ := strings.Cut(option, "=")
	switch {
	case name+"=" == optionWord:
		return user.parseWord(value)
	case name+"=" == optionMount:
		return user.parseMount(value)
	case strings.HasPrefix(option, optionName) && option != optionName:
		user.shown = append(user.shown, option)
		user.certificates = append(user.certificates, certificateRule{name: option[len(optionName):]})
	case strings.HasPrefix(option, optionFingerprint):
		var rule certificateRule
		sum, err := hex.DecodeString(option[len(optionFingerprint):])
		if err != nil || len(sum) != len(rule.fingerprint) {
			return fmt.Errorf("option %q is no fingerprint: it has %d hexadecimal digits, without colons", optionFingerprint, 2*sha256.Size)
		}
		copy(rule.fingerprint[:], sum)
		user.shown = append(user.shown, option)
		user.certificates = append(user.certificates, rule)
	case option == optionNoExchange:
		user.account.NoExchange = true
	case option == optionPassword:
		user.both = true
	default:
		return fmt.Errorf("unknown option %q: the options are %sNAME, %sHEX, %s, %sHASH, %sNAME=DIRECTORY, %s, %sSIZE and %sNUMBER", option,
			optionName, optionFingerprint, optionPassword, optionWord, optionMount, optionNoExchange, optionBytes, optionFiles)
	}
	return nil
}

// parseOptions reads the options, and finds what does not go together.
func (user *fileUser) parseOptions(options []string) error {
	var errs []error
	for _, option := range options {
		errs = append(errs, user.parseOption(option))
	}
	if user.both && len(user.certificates) == 0 {
		errs = append(errs, fmt.Errorf("option %q adds to a certificate: say whose with %s or %s", optionPassword, optionName, optionFingerprint))
	}
	return errors.Join(errs...)
}

// shows reports whether the certificate, which may be nil, is the user's.
func (user *fileUser) shows(c *x509.Certificate) bool {
	return c != nil && slices.ContainsFunc(user.certificates, func(r certificateRule) bool { return r.fits(c) })
}

// opens reports whether the user's password together with the certificate, which may be nil, opens the account.
func (user *fileUser) opens(c *x509.Certificate) bool { return !user.both || user.shows(c) }

// AuthenticateCertificate implements CertificateAuthenticator.
func (f *File) AuthenticateCertificate(_ context.Context, c Credentials) (*Account, error) {
	user := f.current().users[c.User]
	if user == nil || user.locked || user.both || !user.shows(c.Certificate) {
		return nil, ErrRejected
	}
	return f.opened(user), nil
}

// AuthenticateCertificate implements CertificateAuthenticator: the first
// account counts, and failures only if there is none.
func (auths chain) AuthenticateCertificate(ctx context.Context, c Credentials) (*Account, error) {
	var failed []error
	for _, auth := range auths {
		account, err := ByCertificate(ctx, auth, c)
		if err == nil {
			return account, nil
		}
		if !errors.Is(err, ErrRejected) {
			failed = append(failed, err)
		}
	}
	if len(failed) == 0 {
		return nil, ErrRejected
	}
	return nil, &chainError{cause: errors.Join(failed...)}
}

// AuthenticateCertificate implements CertificateAuthenticator. Guests need no
// certificate and have none.
func (a anonymous) AuthenticateCertificate(ctx context.Context, c Credentials) (*Account, error) {
	if IsGuest(c.User) {
		return nil, ErrRejected
	}
	return ByCertificate(ctx, a.next, c)
}
