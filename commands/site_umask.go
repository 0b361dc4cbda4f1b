package commands

import (
	"cmp"
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteUmask shows or sets the permission bits that new files and directories lack. An account that may not change
// permissions may not set it either. As long as nothing is set, the reply has the name of that state, as STAT does.
func (h *Standard) SiteUmask(_ context.Context, r ftp.SiteUmaskRequest) ftp.SiteUmaskReply {
	if wish := r.NewMask.String(); wish != "" {
		return ftp.SiteUmaskSet(r.NewMask, wish)
	}
	unset := r.Session.Table().Regions[ftp.RegionUmask].States[ftp.UmaskDefault]
	return ftp.SiteUmaskShown(cmp.Or(r.Mask.String(), unset))
}
