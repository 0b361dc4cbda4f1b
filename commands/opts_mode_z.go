package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// OptsModeZ chooses how hard MODE Z compresses. Without an argument the server chooses (draft-preston-ftpext-deflate
// 3.6).
func (h *Standard) OptsModeZ(_ context.Context, r ftp.OptsModeZRequest) ftp.OptsModeZReply {
	return ftp.OptsModeZOk(r.Level)
}
