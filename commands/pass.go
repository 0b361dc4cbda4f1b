package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Pass logs in, or asks for the account's information (RFC 959 4.1.1). The reply is the same for every wrong name and
// password (RFC 2577 7). Neither the password nor anything made of it goes into an error.
func (h *Standard) Pass(ctx context.Context, r ftp.PassRequest) ftp.PassReply {
	host := h.login(r.Session, r.Host)
	if host == nil {
		return ftp.PassRejected()
	}
	if host.Closed {
		return ftp.PassUnavailable()
	}
	account, err := h.authenticate(ctx, host.Accounts, accounts.Credentials{
		User: r.User, Password: r.Password, Certificate: r.Session.Certificate(), Peer: r.Session.Peer().Addr(),
	})
	switch {
	case errors.Is(err, accounts.ErrBlocked):
		return ftp.PassTooMany()
	case errors.Is(err, accounts.ErrRejected):
		return ftp.PassRejected()
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
	return ftp.PassIn(account, files, "/")
}

func (h *Standard) authenticate(ctx context.Context, auth accounts.Authenticator, c accounts.Credentials) (*accounts.Account, error) {
	if h.guard == nil {
		return auth.Authenticate(ctx, c)
	}
	return h.guard.Authenticate(ctx, auth, c)
}
