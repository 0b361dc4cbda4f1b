package commands

import (
	"context"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteTime tells the server's clock, so that clients can tell how theirs differs.
func (h *Standard) SiteTime(context.Context, ftp.SiteTimeRequest) ftp.SiteTimeReply {
	return ftp.SiteTimeNow(time.Now())
}
