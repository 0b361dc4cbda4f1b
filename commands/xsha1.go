package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Xsha1 tells the SHA-1 of a file or a part of it.
func (h *Standard) Xsha1(ctx context.Context, r ftp.Xsha1Request) ftp.Xsha1Reply {
	of, err := digest.Open(ctx, r.Files, r.Path)
	if err != nil {
		return ftp.Xsha1Error(err)
	}
	return ftp.Xsha1Hashing(func(ctx context.Context, p *fsm.Progress) ftp.Xsha1End {
		sum, err := of.Sum(ctx, p, digest.SHA1)
		if err != nil {
			return ftp.Xsha1EndError(err)
		}
		return ftp.Xsha1Done(sum)
	})
}
