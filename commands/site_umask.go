package commands

import (
	"cmp"
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteUmask shows or sets what new files and directories lack. Who may not change a file's permissions may not
// choose those of new ones either. As long as nothing is set it shows the name of that state, as STAT does.
func (h *Standard) SiteUmask(_ context.Context, r ftp.SiteUmaskRequest) ftp.SiteUmaskReply {
	if wish := r.NewMask.String(); wish != "" {
		return ftp.SiteUmaskSet(r.NewMask, wish)
	}
	unset := r.Session.Table().Regions[ftp.RegionUmask].States[ftp.UmaskDefault]
	return ftp.SiteUmaskShown(cmp.Or(r.Mask.String(), unset))
}
