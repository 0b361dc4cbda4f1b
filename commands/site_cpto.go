package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/copying"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// SiteCpto copies the file or directory that SITE CPFR named, without its bytes travelling to the client and back.
func (h *Standard) SiteCpto(ctx context.Context, r ftp.SiteCptoRequest) ftp.SiteCptoReply {
	c, tree, err := copying.Begin(ctx, r.Files, r.Trees, r.Source, r.Target, r.Mask)
	if err != nil {
		return copying.NotBegun(err, ftp.SiteCptoNoPlace, ftp.SiteCptoDirectory, ftp.SiteCptoBadTarget, ftp.SiteCptoError)
	}
	return ftp.SiteCptoCopying(func(ctx context.Context, p *fsm.Progress) ftp.SiteCptoEnd {
		return copying.Ended(c.Run(ctx, p), tree, ftp.SiteCptoDone, ftp.SiteCptoTree, ftp.SiteCptoTooMany, ftp.SiteCptoEndError)
	})
}
