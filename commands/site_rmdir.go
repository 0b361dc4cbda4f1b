package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteRmdir removes an empty directory, as RMD does. Other servers remove everything in it as well. Here only RMDA does
// that.
func (h *Standard) SiteRmdir(ctx context.Context, r ftp.SiteRmdirRequest) ftp.SiteRmdirReply {
	if err := r.Files.Rmdir(ctx, r.Path); err != nil {
		return ftp.SiteRmdirError(err)
	}
	return ftp.SiteRmdirOk()
}
