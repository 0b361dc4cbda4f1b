package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteChmod sets the permission bits of a file or directory.
func (h *Standard) SiteChmod(ctx context.Context, r ftp.SiteChmodRequest) ftp.SiteChmodReply {
	info, err := r.Files.Stat(ctx, r.Path)
	if err == nil {
		err = r.Files.Chmod(ctx, r.Path, r.Mode.Apply(info.Mode))
	}
	if err != nil {
		return ftp.SiteChmodError(err)
	}
	return ftp.SiteChmodOk()
}
