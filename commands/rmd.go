package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Rmd removes an empty directory.
func (h *Standard) Rmd(ctx context.Context, r ftp.RmdRequest) ftp.RmdReply {
	if err := r.Files.Rmdir(ctx, r.Path); err != nil {
		return ftp.RmdError(err)
	}
	return ftp.RmdOk()
}
