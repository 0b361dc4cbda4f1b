package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Pass logs in. The reply is the same for every wrong name and password (RFC 2577 7). Neither the password nor
// anything made of it goes into an error.
func (h *Standard) Pass(ctx context.Context, r ftp.PassRequest) ftp.PassReply {
	account, err := h.authenticate(ctx, accounts.Credentials{
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
	files, err := h.files(ctx, account)
	if err != nil {
		return ftp.PassError(err)
	}
	return ftp.PassIn(account, files, "/")
}

func (h *Standard) authenticate(ctx context.Context, c accounts.Credentials) (*accounts.Account, error) {
	if h.guard == nil {
		return h.accounts.Authenticate(ctx, c)
	}
	return h.guard.Authenticate(ctx, h.accounts, c)
}
