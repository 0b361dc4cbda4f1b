package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// OptsHash chooses the algorithm of HASH, or tells which it is (draft-bryan-ftpext-hash 3.2).
func (h *Standard) OptsHash(_ context.Context, r ftp.OptsHashRequest) ftp.OptsHashReply {
	algorithm := r.Choice
	if algorithm == 0 {
		algorithm = r.Algorithm.OrDefault()
	}
	return ftp.OptsHashChosen(algorithm, algorithm.String())
}
