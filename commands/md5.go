package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Md5 tells the MD5 of a file behind its name (draft-twine-ftpmd5 3.1).
func (h *Standard) Md5(ctx context.Context, r ftp.Md5Request) ftp.Md5Reply {
	of, err := digest.Open(ctx, r.Files, r.Path)
	if err != nil {
		return ftp.Md5Error(err)
	}
	return ftp.Md5Hashing(func(ctx context.Context, p *fsm.Progress) ftp.Md5End {
		sum, err := of.Sum(ctx, p, digest.MD5)
		if err != nil {
			return ftp.Md5EndError(err)
		}
		return ftp.Md5Done(of.Given, sum)
	})
}
