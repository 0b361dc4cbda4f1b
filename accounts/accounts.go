// Package accounts decides who may log in and what they may do.
//
// A session hands it the name and password that a client sent (RFC 959 section
// 4.1.1), and gets an account or one and the same refusal:
//
//	C: USER alice            C: USER alice            C: USER nobody
//	C: PASS correct          C: PASS wrong            C: PASS whatever
//	   → &Account{...}          → ErrRejected            → ErrRejected
//
// An Authenticator makes that decision. File reads a text file of users,
// Looked asks a back end for one user at a time (packages postgres and sqlite do),
// Static holds the users of a command line, Anonymous admits guests, and Chain
// asks several in turn. A Guard stands before any of them, slows guessing down
// and shuts out an address that guesses too often (RFC 2577 section 5):
//
//	users, err := accounts.OpenFile("/etc/portolan/users", accounts.FileOptions{})
//	...
//	who := accounts.Anonymous(users, "pub")
//	guard := accounts.NewGuard(accounts.GuardOptions{})
//	account, err := guard.Authenticate(ctx, who, credentials)
//
// A refusal takes the same work whether the name is unknown, locked or known
// with another password, so neither the answer nor its time tells which names
// exist (RFC 2577 section 7).
//
// The package knows nothing of the protocol: it neither reads commands nor
// chooses replies, it does not limit tries within one session, and it enforces
// no permission. The commands and the session runtime do that.
package accounts

import (
	"context"
	"crypto/x509"
	"errors"
	"net/netip"
)

// ErrRejected says that the name and password do not open an account. It is
// the same for a wrong password, an unknown name and a locked account.
var ErrRejected = errors.New("accounts: login rejected")

// errNoAnswer stands for an Authenticator that broke its contract.
var errNoAnswer = errors.New("accounts: authenticator returned neither an account nor an error")

// Account is somebody who may log in.
type Account struct {
	// Name is the login name, as the back end spells it.
	Name string
	// Host is the virtual host whose account it is; "" is the server itself. The commands set it at the login. Accounts
	// of one name at two hosts are two accounts.
	Host string
	// Home is the directory that the account sees as its root: relative to the
	// served directory, with "" the served directory itself, or absolute.
	Home string
	// Permissions is what the account may do with files below Home.
	Permissions Permission
	// Quota is how much Home may hold, whoever stored it there.
	Quota Quota
	// Anonymous says that no password was checked.
	Anonymous bool
	// Confirm checks the account information of ACCT, which the login then
	// waits for: nil or ErrRejected, by errors.Is; any other error is a failing
	// back end. A nil Confirm asks for none. It is called from many sessions.
	Confirm func(ctx context.Context, information string) error
	// NoExchange keeps the account out of transfers between servers (FXP), where
	// the server allows them.
	NoExchange bool
	// Mounts are directories by the names that SMNT mounts them under; each is
	// a Home of its own.
	Mounts map[string]string
	// Leave is called once, when the login ends; nil is not. Who counts logins sets it.
	Leave func()
}

// Close ends the login.
func (a *Account) Close() error {
	if a.Leave != nil {
		a.Leave()
	}
	return nil
}

// Credentials are what a client sent to log in, and from where.
type Credentials struct {
	// User is the argument of USER, unchanged.
	User string
	// Password is the argument of PASS, unchanged.
	Password string
	// Certificate is the client's TLS certificate, verified by the server's
	// authorities for clients; nil if there is none.
	Certificate *x509.Certificate
	// Peer is the client's end of the control connection.
	Peer netip.Addr
	// Host is the virtual host that c is for; "" is the server itself. The
	// commands set it. Names of two hosts are two names.
	Host string
	// Standing ranks Peer; a Guard sets it. A back end that can verify only a few passwords at once takes those with
	// the least Standing first.
	Standing int
}

// bestStanding is the Standing of an address that has logged in with the name before.
const bestStanding = 0

// Authenticator decides who may log in. It is called from many sessions at
// once.
type Authenticator interface {
	// Authenticate returns the account that c opens; the caller owns it. For
	// wrong credentials the error is ErrRejected (by errors.Is), with the same
	// work for an unknown name as for a wrong password. Any other error is a
	// failing back end or a cancelled ctx, and says nothing about c.
	Authenticate(ctx context.Context, c Credentials) (*Account, error)
}

// ask calls auth with c and checks that it keeps its contract. A nil auth rejects everybody.
func ask(ctx context.Context, auth Authenticator, c Credentials) (*Account, error) {
	if auth == nil {
		return nil, ErrRejected
	}
	account, err := auth.Authenticate(ctx, c)
	if err != nil {
		return nil, err
	}
	if account == nil {
		return nil, errNoAnswer
	}
	return account, nil
}
