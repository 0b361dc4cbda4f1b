package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Cdup changes to the parent directory. The parent of the home is the home.
func (h *Standard) Cdup(ctx context.Context, r ftp.CdupRequest) ftp.CdupReply {
	parent := r.Cwd.Dir()
	isDir, err := isDirectory(ctx, r.Files, parent)
	switch {
	case err != nil:
		return ftp.CdupError(err)
	case !isDir:
		return ftp.CdupNotDirectory()
	}
	return ftp.CdupOk(parent)
}
