package commands

import (
	"context"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteTouch sets that a file was changed now.
func (h *Standard) SiteTouch(ctx context.Context, r ftp.SiteTouchRequest) ftp.SiteTouchReply {
	if err := r.Files.Chtimes(ctx, r.Path, time.Time{}, time.Now()); err != nil {
		return ftp.SiteTouchError(err)
	}
	return ftp.SiteTouchTouched()
}
