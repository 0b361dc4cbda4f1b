package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Cpsv is PASV for the data connection of another server, on which that one is the TLS server.
func (h *Standard) Cpsv(ctx context.Context, r ftp.CpsvRequest) ftp.CpsvReply {
	l, err := r.Data.ListenAsClient(ctx)
	if err != nil {
		return ftp.CpsvError(err)
	}
	return ftp.CpsvOk(l, l.Endpoint())
}
