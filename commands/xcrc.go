package commands

import (
	"context"
	"strings"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Xcrc tells the CRC-32 of a file or a part of it, in upper case, as the servers that began with it do.
func (h *Standard) Xcrc(ctx context.Context, r ftp.XcrcRequest) ftp.XcrcReply {
	of, err := digest.Open(ctx, r.Files, r.Path)
	if err != nil {
		return ftp.XcrcError(err)
	}
	return ftp.XcrcHashing(func(ctx context.Context, p *fsm.Progress) ftp.XcrcEnd {
		sum, err := of.Sum(ctx, p, digest.CRC32)
		if err != nil {
			return ftp.XcrcEndError(err)
		}
		return ftp.XcrcDone(strings.ToUpper(sum))
	})
}
