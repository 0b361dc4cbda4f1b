package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Rang says what part of a file the next RETR, STOR or HASH is about (draft-bryan-ftp-range 3). A range that runs
// backward is refused, and drops an earlier range. RANG 1 0 is a command of its own.
func (h *Standard) Rang(_ context.Context, r ftp.RangRequest) ftp.RangReply {
	if r.First > r.Last {
		return ftp.RangBackward()
	}
	return ftp.RangPending(digest.Inclusive(r.First, r.Last))
}
