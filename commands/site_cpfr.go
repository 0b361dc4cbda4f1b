package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// SiteCpfr names the file that SITE CPTO copies. Directories are not copied: a client makes them and copies what is in
// them, so that each command is about one file.
func (h *Standard) SiteCpfr(ctx context.Context, r ftp.SiteCpfrRequest) ftp.SiteCpfrReply {
	info, err := r.Files.Stat(ctx, r.Source)
	switch {
	case err != nil:
		return ftp.SiteCpfrError(err)
	case !info.IsRegular():
		return ftp.SiteCpfrNotAFile()
	}
	return ftp.SiteCpfrPending()
}
