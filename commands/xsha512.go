package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Xsha512 tells the SHA-512 of a file or a part of it.
func (h *Standard) Xsha512(ctx context.Context, r ftp.Xsha512Request) ftp.Xsha512Reply {
	of, err := digest.Open(ctx, r.Files, r.Path)
	if err != nil {
		return ftp.Xsha512Error(err)
	}
	return ftp.Xsha512Hashing(func(ctx context.Context, p *fsm.Progress) ftp.Xsha512End {
		sum, err := of.Sum(ctx, p, digest.SHA512)
		if err != nil {
			return ftp.Xsha512EndError(err)
		}
		return ftp.Xsha512Done(sum)
	})
}
