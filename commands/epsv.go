package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Epsv opens a port for the client's data connection, on the address of the control connection (RFC 2428 3). If the
// client names another network protocol, the table answers.
func (h *Standard) Epsv(ctx context.Context, r ftp.EpsvRequest) ftp.EpsvReply {
	l, err := r.Data.ListenPassive(ctx)
	if err != nil {
		return ftp.EpsvError(err)
	}
	return ftp.EpsvOk(l, l.Port())
}
