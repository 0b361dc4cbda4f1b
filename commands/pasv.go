package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Pasv opens a port for the client's data connection. Its reply has room only for an IPv4 address; the table refuses it
// on other connections.
func (h *Standard) Pasv(ctx context.Context, r ftp.PasvRequest) ftp.PasvReply {
	l, err := r.Data.ListenPassive(ctx)
	if err != nil {
		return ftp.PasvError(err)
	}
	return ftp.PasvOk(l, l.Endpoint())
}
