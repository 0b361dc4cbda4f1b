package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Pass logs in, or asks for the account's information (RFC 959 4.1.1). The reply is the same for every wrong name and
// password (RFC 2577 7), and some of them close the session (RFC 2577 5). Neither the password nor anything made of it
// goes into an error.
func (h *Standard) Pass(ctx context.Context, r ftp.PassRequest) ftp.PassReply {
	host := h.host(r.Session, r.Host)
	switch {
	case host == nil && h.last(r.Failures):
		return ftp.PassTooMany()
	case host == nil:
		return ftp.PassRejected(r.Failures + 1)
	case host.Closed:
		return ftp.PassUnavailable()
	}
	account, err := h.authenticate(ctx, host.Accounts, accounts.Credentials{
		User: r.User, Password: r.Password, Certificate: r.Session.Certificate(), Peer: r.Session.Peer().Addr(), Host: host.Name,
	})
	switch {
	case errors.Is(err, accounts.ErrBlocked), errors.Is(err, accounts.ErrRejected) && h.last(r.Failures):
		return ftp.PassTooMany()
	case errors.Is(err, accounts.ErrRejected):
		return ftp.PassRejected(r.Failures + 1)
	case err != nil:
		return ftp.PassError(err)
	}
	account.Host = host.Name
	if account.Confirm != nil {
		return ftp.PassNeedAccount(account)
	}
	files, err := host.Files(ctx, account)
	if err != nil {
		return ftp.PassError(err)
	}
	if err := h.count(ctx, account, files); err != nil {
		return ftp.PassError(err)
	}
	return ftp.PassIn(account, files, "/")
}

// last reports whether one more failed login is the last that the session may have (RFC 2577 5).
func (h *Standard) last(failures int) bool { return failures+1 >= h.failures }

func (h *Standard) authenticate(ctx context.Context, auth accounts.Authenticator, c accounts.Credentials) (*accounts.Account, error) {
	if h.guard == nil {
		return auth.Authenticate(ctx, c)
	}
	return h.guard.Authenticate(ctx, auth, c)
}
