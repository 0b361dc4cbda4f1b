package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
)

// User names the user who wants to log in. The TLS certificate of the control connection may be enough (RFC 4217 10.1),
// but for the account's information; otherwise the reply is the same for every name (RFC 2577 7), unless
// Options.RefuseUnknown.
func (h *Standard) User(ctx context.Context, r ftp.UserRequest) ftp.UserReply {
	host := h.host(r.Session, r.Host)
	if host == nil || host.Closed {
		return ftp.UserNeedPassword() // PASS says what is wrong
	}
	c := accounts.Credentials{User: r.User, Certificate: r.Session.Certificate(), Peer: r.Session.Peer().Addr(), Host: host.Name}
	account, err := accounts.ByCertificate(ctx, host.Accounts, c)
	switch {
	case errors.Is(err, accounts.ErrRejected):
		return h.asked(ctx, host, c, r.Failures)
	case err != nil:
		return ftp.UserError(err) // a password may be enough; the log has the cause
	}
	account.Host = host.Name
	if account.Confirm != nil {
		return ftp.UserNeedAccount(account)
	}
	files, err := host.Files(ctx, account)
	if err != nil {
		return ftp.UserError(err)
	}
	if err := h.count(ctx, account, files); err != nil {
		return ftp.UserError(err)
	}
	return ftp.UserIn(account, files, "/")
}

// asked is the answer to a name that needs a password. Trying names counts as guessing: the guard slows it down, and
// tells nothing more to an address that has guessed too often.
func (h *Standard) asked(ctx context.Context, host *Host, c accounts.Credentials, failures int) ftp.UserReply {
	if !h.refuseUnknown {
		return ftp.UserNeedPassword()
	}
	known, err := accounts.Knows(ctx, host.Accounts, c.User)
	switch {
	case err != nil:
		return ftp.UserError(err)
	case known:
		return ftp.UserNeedPassword()
	}
	_, err = h.authenticate(ctx, accounts.Chain(), c)
	switch {
	case !errors.Is(err, accounts.ErrRejected):
		return ftp.UserError(err)
	case h.last(failures):
		return ftp.UserTooMany()
	}
	return ftp.UserUnknown(failures + 1)
}
