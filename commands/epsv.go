package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm/argument"
)

// Epsv opens a port for the client's data connection, on the address and so with the protocol of the control
// connection (RFC 2428 3).
func (h *Standard) Epsv(ctx context.Context, r ftp.EpsvRequest) ftp.EpsvReply {
	if own := argument.FamilyOf(r.Session.Local().Addr()); r.Family != 0 && r.Family != own {
		return ftp.EpsvFamily(own.String())
	}
	l, err := r.Data.ListenPassive(ctx)
	if err != nil {
		return ftp.EpsvError(err)
	}
	return ftp.EpsvOk(l, l.Port())
}
