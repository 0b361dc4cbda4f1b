package commands

import (
	"context"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteIdle shows or sets how long the session may be silent, within what the server allows.
func (h *Standard) SiteIdle(_ context.Context, r ftp.SiteIdleRequest) ftp.SiteIdleReply {
	least, now, most := r.Session.IdleLimits()
	switch {
	case r.Limit == 0:
		return ftp.SiteIdleShown(seconds(now), seconds(least), seconds(most))
	case r.Limit < least, r.Limit > most:
		return ftp.SiteIdleOutside(seconds(least), seconds(most))
	}
	return ftp.SiteIdleSet(r.Limit, seconds(r.Limit))
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
