package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteCpfr names the file or directory that SITE CPTO copies.
func (h *Standard) SiteCpfr(ctx context.Context, r ftp.SiteCpfrRequest) ftp.SiteCpfrReply {
	info, err := r.Files.Stat(ctx, r.Source)
	switch {
	case err != nil:
		return ftp.SiteCpfrError(err)
	case !info.IsRegular() && !info.IsDir():
		return ftp.SiteCpfrNotAFile()
	}
	return ftp.SiteCpfrPending()
}
