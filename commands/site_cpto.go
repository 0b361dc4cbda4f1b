package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/commands/copying"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/walk"
	"github.com/portolan-ftp/portolan/fsm"
)

// SiteCpto copies the file or directory that SITE CPFR named, without its bytes travelling to the client and back.
func (h *Standard) SiteCpto(ctx context.Context, r ftp.SiteCptoRequest) ftp.SiteCptoReply {
	c, tree, err := copying.Begin(ctx, r.Files, r.Trees, r.Source, r.Target, r.Mask)
	if err != nil {
		return copying.NotBegun(err, ftp.SiteCptoNoPlace, ftp.SiteCptoDirectory, ftp.SiteCptoBadTarget, ftp.SiteCptoError)
	}
	return ftp.SiteCptoCopying(func(ctx context.Context, p *fsm.Progress) ftp.SiteCptoEnd {
		switch err := c.Run(ctx, p); {
		case errors.Is(err, walk.ErrTooMany):
			return ftp.SiteCptoTooMany()
		case err != nil:
			return ftp.SiteCptoEndError(err)
		case tree:
			return ftp.SiteCptoTree()
		}
		return ftp.SiteCptoDone()
	})
}
