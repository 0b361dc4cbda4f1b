package commands

import (
	"context"
	"io"

	"github.com/portolan-ftp/portolan/commands/directory"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// List sends a directory, the names in one that match a pattern, or one file, in lines like those of ls -l.
// Times are UTC, and the type of the transfer is ASCII whatever TYPE says (RFC 1123 4.1.2.7).
func (h *Standard) List(ctx context.Context, r ftp.ListRequest) ftp.ListReply {
	f, err := directory.Locate(ctx, r.Files, h.listed(r.Target, r.Cwd))
	if err != nil {
		return ftp.ListError(err)
	}
	return ftp.ListOpening(func(ctx context.Context, data *fsm.DataWriter) ftp.ListEnd {
		err := directory.Send(data, r.Mode, r.Level, func(w io.Writer) error {
			if f.Deep && f.Dir && !f.Matching {
				return f.SendBelow(ctx, r.Files, w, data.Missed)
			}
			return f.Entries.Counting(data.Missed).Send(ctx, w, nil, f.LongLine())
		})
		if err != nil {
			return ftp.ListEndError(err)
		}
		return ftp.ListDone()
	})
}

// listed is what an argument asks to have listed.
func (h *Standard) listed(t listing.Target, cwd storage.Path) directory.Target {
	return directory.Target{Target: t, Cwd: cwd, ShowDotFiles: h.showDotFiles}
}
