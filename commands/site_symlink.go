package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteSymlink makes a symbolic link to a path of the account's own tree, whether or not something is there.
func (h *Standard) SiteSymlink(ctx context.Context, r ftp.SiteSymlinkRequest) ftp.SiteSymlinkReply {
	if err := r.Files.Symlink(ctx, r.Target, r.Link); err != nil {
		return ftp.SiteSymlinkError(err)
	}
	return ftp.SiteSymlinkOk()
}
