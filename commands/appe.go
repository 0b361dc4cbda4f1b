package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Appe receives data to the end of a file, which it makes if there is none.
func (h *Standard) Appe(ctx context.Context, r ftp.AppeRequest) ftp.AppeReply {
	up, err := r.Files.Create(ctx, r.Path, storage.CreateOptions{Mode: storage.Append, Umask: r.Mask})
	if err != nil {
		return ftp.AppeError(err)
	}
	return ftp.AppeOpening(func(_ context.Context, data *fsm.DataReader) ftp.AppeEnd {
		if err := receive(data, up, r.Type); err != nil {
			return ftp.AppeEndError(err)
		}
		return ftp.AppeDone()
	})
}
