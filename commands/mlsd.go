package commands

import (
	"context"
	"io"

	"github.com/portolan-ftp/portolan/commands/directory"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Mlsd sends a directory for programs: the chosen facts and the name of each entry, of hidden ones too, in a
// form that does not depend on the machine (RFC 3659 7).
func (h *Standard) Mlsd(ctx context.Context, r ftp.MlsdRequest) ftp.MlsdReply {
	dir := r.Path
	if dir == "" {
		dir = r.Cwd
	}
	self, err := r.Files.Stat(ctx, dir)
	switch {
	case err != nil:
		return ftp.MlsdError(err)
	case !self.IsDir():
		return ftp.MlsdNotDirectory()
	}
	e, err := directory.Open(ctx, r.Files, dir)
	if err != nil {
		return ftp.MlsdError(err)
	}
	line := directory.FactLine{
		Facts: r.Facts.OrDefault(), Can: directory.Rights(r.Session, r.Account), May: storage.Permits(ctx, r.Files, dir),
	}
	head := line.Self(ctx, r.Files, dir, self)
	return ftp.MlsdOpening(func(ctx context.Context, data *fsm.DataWriter) ftp.MlsdEnd {
		err := directory.Send(data, r.Mode, r.Level, func(w io.Writer) error {
			return e.Counting(data.Missed).Send(ctx, w, head, line.Entry)
		})
		if err != nil {
			return ftp.MlsdEndError(err)
		}
		return ftp.MlsdDone()
	})
}
