package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Xsha256 tells the SHA-256 of a file or a part of it.
func (h *Standard) Xsha256(ctx context.Context, r ftp.Xsha256Request) ftp.Xsha256Reply {
	of, err := digest.Open(ctx, r.Files, r.Path)
	if err != nil {
		return ftp.Xsha256Error(err)
	}
	return ftp.Xsha256Hashing(func(ctx context.Context, p *fsm.Progress) ftp.Xsha256End {
		sum, err := of.Sum(ctx, p, digest.SHA256)
		if err != nil {
			return ftp.Xsha256EndError(err)
		}
		return ftp.Xsha256Done(sum)
	})
}
