package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// SiteCopy copies a file, as SITE CPFR and SITE CPTO do in two steps.
func (h *Standard) SiteCopy(ctx context.Context, r ftp.SiteCopyRequest) ftp.SiteCopyReply {
	c, err := beginCopy(ctx, r.Files, r.Pair.From, r.Pair.To, r.Mask)
	if err != nil {
		return notBegun(err, ftp.SiteCopyNoPlace, ftp.SiteCopyDirectory, ftp.SiteCopyBadTarget, ftp.SiteCopyError)
	}
	return ftp.SiteCopyCopying(func(ctx context.Context, p *fsm.Progress) ftp.SiteCopyEnd {
		if err := c.run(ctx, p); err != nil {
			return ftp.SiteCopyEndError(err)
		}
		return ftp.SiteCopyDone()
	})
}
