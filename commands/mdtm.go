package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Mdtm tells when a file was last changed (RFC 3659 3). Directories have no such time here: that of the
// entries in them is not meant, and no client asks. With a time before the name, as clients of old servers send
// it, the time is set, where the account and the server would let MFMT do so. A file whose whole name that is
// comes first.
func (h *Standard) Mdtm(ctx context.Context, r ftp.MdtmRequest) ftp.MdtmReply {
	info, err := r.Files.Stat(ctx, r.Name.Name)
	if err != nil && r.Name.Path != "" {
		if !r.Account.Permissions.Has(accounts.Attributes) || !r.Session.Offered(ftp.CmdMfmt) {
			return ftp.MdtmRefused()
		}
		info, err = redate(ctx, r.Files, r.Name.Path, r.Name.Time)
	}
	switch {
	case err != nil:
		return ftp.MdtmError(err)
	case !info.IsRegular():
		return ftp.MdtmFailed()
	}
	return ftp.MdtmTime(info.ModTime)
}
