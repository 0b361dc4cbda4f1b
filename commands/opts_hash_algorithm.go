package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// OptsHashAlgorithm chooses the algorithm of HASH.
func (h *Standard) OptsHashAlgorithm(_ context.Context, r ftp.OptsHashAlgorithmRequest) ftp.OptsHashAlgorithmReply {
	return ftp.OptsHashAlgorithmChosen(r.Algorithm.String())
}
