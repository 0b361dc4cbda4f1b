package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Rang says what part of a file the next RETR, STOR or HASH is about (draft-bryan-ftp-range 3). RANG 1 0 means the
// whole file; any other range that runs backward is refused, and there is none then.
func (h *Standard) Rang(_ context.Context, r ftp.RangRequest) ftp.RangReply {
	switch {
	case r.First == 1 && r.Last == 0:
		return ftp.RangWhole()
	case r.First > r.Last:
		return ftp.RangBackward()
	case r.Type != ftp.TypeImage || r.Structure != ftp.StructureFile || r.Mode != ftp.ModeStream:
		return ftp.RangNotImage()
	}
	return ftp.RangPending(digest.Inclusive(r.First, r.Last))
}
