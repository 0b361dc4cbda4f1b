package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Xmd5 tells the MD5 of a file or a part of it.
func (h *Standard) Xmd5(ctx context.Context, r ftp.Xmd5Request) ftp.Xmd5Reply {
	of, err := digest.Open(ctx, r.Files, r.Path)
	if err != nil {
		return ftp.Xmd5Error(err)
	}
	return ftp.Xmd5Hashing(func(ctx context.Context, p *fsm.Progress) ftp.Xmd5End {
		sum, err := of.Sum(ctx, p, digest.MD5)
		if err != nil {
			return ftp.Xmd5EndError(err)
		}
		return ftp.Xmd5Done(sum)
	})
}
