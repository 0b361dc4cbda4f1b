package main

import (
	"context"
	"errors"

	"example.org/cases/site"
	"github.com/portolan-ftp/portolan/accounts"
)

// Pass asks those who have a second factor for it, and leaves all others to the standard handler.
func (h *Handlers) Pass(ctx context.Context, r site.PassRequest) site.PassReply {
	if h.Codes[r.User] == "" {
		return site.PassFromBase(h.Standard.Pass(ctx, r.Base()))
	}
	account, err := h.Accounts.Authenticate(ctx, accounts.Credentials{
		User: r.User, Password: r.Password, Peer: r.Session.Peer().Addr(),
	})
	switch {
	case errors.Is(err, accounts.ErrRejected):
		return site.PassRejected(r.Failures + 1)
	case err != nil:
		return site.PassError(err)
	}
	return site.PassChallenge(account)
}
