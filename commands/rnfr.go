package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Rnfr names the file that RNTO renames. A symbolic link is renamed itself, so it need not lead anywhere.
func (h *Standard) Rnfr(ctx context.Context, r ftp.RnfrRequest) ftp.RnfrReply {
	if _, err := r.Files.Lstat(ctx, r.From); err != nil {
		return ftp.RnfrError(err)
	}
	return ftp.RnfrPending()
}
