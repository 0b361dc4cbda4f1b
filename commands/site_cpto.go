package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// SiteCpto copies the file that SITE CPFR named, without its bytes travelling to the client and back.
func (h *Standard) SiteCpto(ctx context.Context, r ftp.SiteCptoRequest) ftp.SiteCptoReply {
	c, err := beginCopy(ctx, r.Files, r.Source, r.Target, r.Mask)
	if err != nil {
		return notBegun(err, ftp.SiteCptoNoPlace, ftp.SiteCptoDirectory, ftp.SiteCptoBadTarget, ftp.SiteCptoError)
	}
	return ftp.SiteCptoCopying(func(ctx context.Context, p *fsm.Progress) ftp.SiteCptoEnd {
		if err := c.run(ctx, p); err != nil {
			return ftp.SiteCptoEndError(err)
		}
		return ftp.SiteCptoDone()
	})
}
