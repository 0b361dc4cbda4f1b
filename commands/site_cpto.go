package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// SiteCpto copies the file or directory that SITE CPFR named, without its bytes travelling to the client and back.
func (h *Standard) SiteCpto(ctx context.Context, r ftp.SiteCptoRequest) ftp.SiteCptoReply {
	c, tree, err := beginCopyOf(ctx, r.Files, r.Trees, r.Source, r.Target, r.Mask)
	if err != nil {
		return notBegun(err, ftp.SiteCptoNoPlace, ftp.SiteCptoDirectory, ftp.SiteCptoBadTarget, ftp.SiteCptoError)
	}
	return ftp.SiteCptoCopying(func(ctx context.Context, p *fsm.Progress) ftp.SiteCptoEnd {
		switch err := c.run(ctx, p); {
		case errors.Is(err, errMaxWalk):
			return ftp.SiteCptoTooMany()
		case err != nil:
			return ftp.SiteCptoEndError(err)
		case tree:
			return ftp.SiteCptoTree()
		}
		return ftp.SiteCptoDone()
	})
}
