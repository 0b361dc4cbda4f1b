package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/copying"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// SiteCopy copies a file or directory, as SITE CPFR and SITE CPTO do in two steps.
func (h *Standard) SiteCopy(ctx context.Context, r ftp.SiteCopyRequest) ftp.SiteCopyReply {
	c, tree, err := copying.Begin(ctx, r.Files, r.Trees, r.Pair.From, r.Pair.To, r.Mask)
	if err != nil {
		return copying.NotBegun(err, ftp.SiteCopyNoPlace, ftp.SiteCopyDirectory, ftp.SiteCopyBadTarget, ftp.SiteCopyError)
	}
	return ftp.SiteCopyCopying(func(ctx context.Context, p *fsm.Progress) ftp.SiteCopyEnd {
		return copying.Ended(c.Run(ctx, p), tree, ftp.SiteCopyDone, ftp.SiteCopyTree, ftp.SiteCopyTooMany, ftp.SiteCopyEndError)
	})
}
