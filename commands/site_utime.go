package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteUtime sets the times of a file, in either form that clients send.
func (h *Standard) SiteUtime(ctx context.Context, r ftp.SiteUtimeRequest) ftp.SiteUtimeReply {
	if err := r.Files.Chtimes(ctx, r.Stamp.Path, r.Stamp.Accessed, r.Stamp.Modified); err != nil {
		return ftp.SiteUtimeError(err)
	}
	return ftp.SiteUtimeOk()
}
