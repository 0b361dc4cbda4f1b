package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Hash tells the digest of a file, or of the part that RANG asked for: the algorithm, the first and the last byte, the
// digest, and the name as the client wrote it (draft-bryan-ftpext-hash 3).
func (h *Standard) Hash(ctx context.Context, r ftp.HashRequest) ftp.HashReply {
	of, err := digest.Open(ctx, r.Files, r.Path)
	if err != nil {
		return ftp.HashError(err)
	}
	of.Narrow(r.Part)
	return ftp.HashHashing(func(ctx context.Context, p *fsm.Progress) ftp.HashEnd {
		algorithm := r.Algorithm.OrDefault()
		sum, err := of.Sum(ctx, p, algorithm)
		if err != nil {
			return ftp.HashEndError(err)
		}
		return ftp.HashDone(algorithm.String(), of.Start, of.Last(), sum, of.Given)
	})
}
