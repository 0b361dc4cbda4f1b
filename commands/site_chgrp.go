package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteChgrp gives a file or directory to a group.
func (h *Standard) SiteChgrp(ctx context.Context, r ftp.SiteChgrpRequest) ftp.SiteChgrpReply {
	if err := r.Files.Chgrp(ctx, r.Path, r.Group); err != nil {
		return ftp.SiteChgrpError(err)
	}
	return ftp.SiteChgrpOk()
}
