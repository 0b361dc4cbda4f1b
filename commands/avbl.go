package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/directory"
	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Avbl tells how many bytes can be stored in a directory: the smaller of what the device and the quota leave
// (draft-peterson-streamlined-ftp-command-extensions 4).
func (h *Standard) Avbl(ctx context.Context, r ftp.AvblRequest) ftp.AvblReply {
	free, err := directory.Space(ctx, r.Files, r.Path, r.Cwd)
	if err != nil {
		return ftp.AvblError(err)
	}
	return ftp.AvblFree(free)
}
