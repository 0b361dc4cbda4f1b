package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// OptsHash chooses the algorithm of HASH, or tells which it is (draft-bryan-ftpext-hash 3.2).
func (h *Standard) OptsHash(_ context.Context, r ftp.OptsHashRequest) ftp.OptsHashReply {
	if r.Choice == 0 {
		return ftp.OptsHashShown(r.Algorithm.OrDefault().String())
	}
	return ftp.OptsHashChosen(r.Choice, r.Choice.String())
}
