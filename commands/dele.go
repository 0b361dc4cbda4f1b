package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Dele deletes a file or a symbolic link.
func (h *Standard) Dele(ctx context.Context, r ftp.DeleRequest) ftp.DeleReply {
	if err := r.Files.Remove(ctx, r.Path); err != nil {
		return ftp.DeleError(err)
	}
	return ftp.DeleOk()
}
