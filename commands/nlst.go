package commands

import (
	"context"
	"io"

	"github.com/portolan-ftp/portolan/commands/directory"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Nlst sends names, each of which RETR takes as it is (RFC 1123 4.1.2.7). With the option l the lines are those of
// LIST, as people who type it expect.
func (h *Standard) Nlst(ctx context.Context, r ftp.NlstRequest) ftp.NlstReply {
	f, err := directory.LocateNames(ctx, r.Files, h.listed(r.Target, r.Cwd))
	if err != nil {
		return ftp.NlstError(err)
	}
	line := f.NameLine()
	if f.Long {
		line = f.LongLine()
	}
	return ftp.NlstOpening(func(ctx context.Context, data *fsm.DataWriter) ftp.NlstEnd {
		err := directory.Send(data, r.Mode, r.Level, func(w io.Writer) error { return f.Entries.Counting(data.Missed).Send(ctx, w, nil, line) })
		if err != nil {
			return ftp.NlstEndError(err)
		}
		return ftp.NlstDone()
	})
}
