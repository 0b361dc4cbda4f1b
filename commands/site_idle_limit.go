package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteIdleLimit sets how long the session may be silent, within the operator's limits. The table leaves these to the
// handler: they are numbers, and no state has them.
func (h *Standard) SiteIdleLimit(_ context.Context, r ftp.SiteIdleLimitRequest) ftp.SiteIdleLimitReply {
	least, _, most := r.Session.IdleLimits()
	if r.Idle < least || r.Idle > most {
		return ftp.SiteIdleLimitOutside(seconds(least), seconds(most))
	}
	return ftp.SiteIdleLimitSet(seconds(r.Idle))
}
