package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/storage"
)

// Mkd makes a directory.
func (h *Standard) Mkd(ctx context.Context, r ftp.MkdRequest) ftp.MkdReply {
	if err := r.Files.Mkdir(ctx, r.Path, storage.DirOptions{Umask: r.Mask}); err != nil {
		return ftp.MkdError(err)
	}
	return ftp.MkdOk()
}
