package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Xtail sends a file.
func (h *Standard) Xtail(ctx context.Context, r ftp.XtailRequest) ftp.XtailReply {
	file, err := r.Files.Open(ctx, r.Path)
	if err != nil {
		return ftp.XtailError(err)
	}
	return ftp.XtailOpening(func(_ context.Context, data *fsm.DataWriter) ftp.XtailEnd {
		defer file.Close()
		if _, err := file.WriteTo(data); err != nil {
			return ftp.XtailEndError(err)
		}
		return ftp.XtailDone()
	})
}
