package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteUmaskMask sets the permission bits that new files and directories lack. An account that may not change
// permissions may not set them either.
func (h *Standard) SiteUmaskMask(_ context.Context, r ftp.SiteUmaskMaskRequest) ftp.SiteUmaskMaskReply {
	return ftp.SiteUmaskMaskSet(r.Mask.String())
}
