package commands

import (
	"context"
	"io"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Nlst sends names, each of which RETR takes as it is (RFC 1123 4.1.2.7). With the option l the lines are
// those of LIST, which is what people who type it expect.
func (h *Standard) Nlst(ctx context.Context, r ftp.NlstRequest) ftp.NlstReply {
	f, err := h.locateNames(ctx, r.Files, r.Target, r.Cwd)
	if err != nil {
		return ftp.NlstError(err)
	}
	line := f.names()
	if f.Long {
		line = f.long()
	}
	return ftp.NlstOpening(func(ctx context.Context, data *fsm.DataWriter) ftp.NlstEnd {
		err := sendListing(data, r.Mode, r.Level, func(w io.Writer) error { return f.entries.counting(data.Missed).send(ctx, w, nil, line) })
		if err != nil {
			return ftp.NlstEndError(err)
		}
		return ftp.NlstDone()
	})
}
