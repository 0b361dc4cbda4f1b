package commands

import (
	"context"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteIdle shows how long the session may be silent, and what can be chosen.
func (h *Standard) SiteIdle(_ context.Context, r ftp.SiteIdleRequest) ftp.SiteIdleReply {
	least, now, most := r.Session.IdleLimits()
	return ftp.SiteIdleShown(seconds(now), seconds(least), seconds(most))
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
