package commands

import (
	"context"
	"io"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// List sends a directory, the names in one that match a pattern, or one file, in lines like those of ls -l.
// Times are UTC, and the type of the transfer is ASCII whatever TYPE says (RFC 1123 4.1.2.7).
func (h *Standard) List(ctx context.Context, r ftp.ListRequest) ftp.ListReply {
	f, err := h.locate(ctx, r.Files, r.Target, r.Cwd)
	if err != nil {
		return ftp.ListError(err)
	}
	return ftp.ListOpening(func(ctx context.Context, data *fsm.DataWriter) ftp.ListEnd {
		err := sendListing(data, r.Mode, r.Level, func(w io.Writer) error {
			if f.Deep && f.dir && !f.Matching {
				return f.sendBelow(ctx, r.Files, w, data.Missed)
			}
			return f.entries.counting(data.Missed).send(ctx, w, nil, f.long())
		})
		if err != nil {
			return ftp.ListEndError(err)
		}
		return ftp.ListDone()
	})
}
