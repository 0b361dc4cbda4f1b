package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm/argument"
)

// Lpsv is PASV with room for addresses of any length (RFC 1639 3).
func (h *Standard) Lpsv(ctx context.Context, r ftp.LpsvRequest) ftp.LpsvReply {
	l, err := r.Data.ListenPassive(ctx)
	if err != nil {
		return ftp.LpsvError(err)
	}
	return ftp.LpsvOk(l, argument.LongAddress(l.Endpoint()))
}
