package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Rnto renames what RNFR named.
func (h *Standard) Rnto(ctx context.Context, r ftp.RntoRequest) ftp.RntoReply {
	if err := r.Files.Rename(ctx, r.From, r.To); err != nil {
		return ftp.RntoError(err)
	}
	return ftp.RntoOk()
}
