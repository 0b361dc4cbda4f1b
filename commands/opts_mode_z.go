package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// OptsModeZ chooses how hard MODE Z compresses; without an argument, as hard as the server likes
// (draft-preston-ftpext-deflate 3.6).
func (h *Standard) OptsModeZ(_ context.Context, r ftp.OptsModeZRequest) ftp.OptsModeZReply {
	return ftp.OptsModeZOk(r.Level)
}
