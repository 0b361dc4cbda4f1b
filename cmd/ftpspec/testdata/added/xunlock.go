package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Xunlock unlocks.
func (h *Standard) Xunlock(context.Context, ftp.XunlockRequest) ftp.XunlockReply {
	return ftp.XunlockFree()
}
