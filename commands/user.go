package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
)

// User names who wants to log in. The TLS certificate of the control connection may be enough (RFC 4217 10.1);
// otherwise the reply is the same for every name (RFC 2577 7).
func (h *Standard) User(ctx context.Context, r ftp.UserRequest) ftp.UserReply {
	host := h.login(r.Session, r.Host)
	if host == nil {
		return ftp.UserNeedPassword()
	}
	account, err := accounts.ByCertificate(ctx, host.Accounts, accounts.Credentials{
		User: r.User, Certificate: r.Session.Certificate(), Peer: r.Session.Peer().Addr(),
	})
	if errors.Is(err, accounts.ErrRejected) || err == nil && account.Confirm != nil { // ACCT comes after PASS
		return ftp.UserNeedPassword()
	}
	if err != nil {
		return ftp.UserError(err) // a password may do; the log has the cause
	}
	files, err := host.Files(ctx, account)
	if err != nil {
		return ftp.UserError(err)
	}
	return ftp.UserIn(account, files, "/")
}
