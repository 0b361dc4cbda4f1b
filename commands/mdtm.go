package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Mdtm tells when a file was last changed (RFC 3659 3). Directories have no such time here: that of the
// entries in them is not meant, and no client asks.
func (h *Standard) Mdtm(ctx context.Context, r ftp.MdtmRequest) ftp.MdtmReply {
	info, err := r.Files.Stat(ctx, r.Path)
	switch {
	case err != nil:
		return ftp.MdtmError(err)
	case !info.IsRegular():
		return ftp.MdtmFailed()
	}
	return ftp.MdtmTime(info.ModTime)
}
