package commands

import (
	"context"
	"strings"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Mmd5 tells the MD5 of several files, each behind its name; one that cannot be read fails them all
// (draft-twine-ftpmd5 3.2).
func (h *Standard) Mmd5(ctx context.Context, r ftp.Mmd5Request) ftp.Mmd5Reply {
	for _, target := range r.Paths {
		of, err := digest.Open(ctx, r.Files, target)
		if err != nil {
			return ftp.Mmd5Error(err)
		}
		of.Close() // only one file is open at a time
	}
	return ftp.Mmd5Hashing(func(ctx context.Context, p *fsm.Progress) ftp.Mmd5End {
		var all []string
		for _, target := range r.Paths {
			of, err := digest.Open(ctx, r.Files, target)
			if err != nil {
				return ftp.Mmd5EndError(err)
			}
			sum, err := of.Sum(ctx, p, digest.MD5)
			if err != nil {
				return ftp.Mmd5EndError(err)
			}
			all = append(all, of.Given+" "+sum)
		}
		return ftp.Mmd5Done(strings.Join(all, ", "))
	})
}
