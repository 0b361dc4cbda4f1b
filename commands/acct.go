package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Acct completes a login whose account wants more than a password (RFC 959 4.1.1). Wrong information counts as a
// guess, as a wrong password does, and begins the login anew.
func (h *Standard) Acct(ctx context.Context, r ftp.AcctRequest) ftp.AcctReply {
	host := h.host(r.Session, r.Host)
	wrong := host == nil || host.Name != r.Candidate.Host
	switch {
	case wrong && h.last(r.Failures):
		return ftp.AcctTooMany()
	case wrong:
		return ftp.AcctRejected(r.Failures + 1)
	case host.Closed:
		return ftp.AcctUnavailable()
	}
	_, err := h.authenticate(ctx, confirming{r.Candidate}, accounts.Credentials{
		User: r.User, Password: r.AccountInformation, Peer: r.Session.Peer().Addr(), Host: host.Name,
	})
	switch {
	case errors.Is(err, accounts.ErrBlocked), errors.Is(err, accounts.ErrRejected) && h.last(r.Failures):
		return ftp.AcctTooMany()
	case errors.Is(err, accounts.ErrRejected):
		return ftp.AcctRejected(r.Failures + 1)
	case err != nil:
		return ftp.AcctError(err)
	}
	account := *r.Candidate // which is dropped when this login begins
	files, err := host.Files(ctx, &account)
	if err != nil {
		return ftp.AcctError(err)
	}
	if err := h.count(ctx, &account, files); err != nil {
		return ftp.AcctError(err)
	}
	return ftp.AcctIn(&account, files, "/")
}

// confirming is an account whose information takes the place of a password.
type confirming struct{ account *accounts.Account }

// Authenticate implements accounts.Authenticator.
func (c confirming) Authenticate(ctx context.Context, given accounts.Credentials) (*accounts.Account, error) {
	if err := c.account.Confirm(ctx, given.Password); err != nil {
		return nil, err
	}
	account := *c.account
	account.Confirm = nil // nothing else is asked for
	return &account, nil
}
