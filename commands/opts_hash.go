package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// OptsHash tells the algorithm of HASH (draft-bryan-ftpext-hash 3.2).
func (h *Standard) OptsHash(_ context.Context, r ftp.OptsHashRequest) ftp.OptsHashReply {
	return ftp.OptsHashShown(r.Algorithm.OrDefault().String())
}
