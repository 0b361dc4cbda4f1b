package commands

import (
	"cmp"
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteUmask shows the permission bits that new files and directories lack. As long as nothing is set, the reply has the
// name of that state, as STAT does.
func (h *Standard) SiteUmask(_ context.Context, r ftp.SiteUmaskRequest) ftp.SiteUmaskReply {
	unset := r.Session.Table().Regions[ftp.RegionUmask].States[ftp.UmaskDefault]
	return ftp.SiteUmaskShown(cmp.Or(r.Mask.String(), unset))
}
