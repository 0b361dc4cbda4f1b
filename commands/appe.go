package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/upload"
	"github.com/portolan-ftp/portolan/commands/wire"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Appe receives data to the end of a file, which it makes if there is none.
func (h *Standard) Appe(ctx context.Context, r ftp.AppeRequest) ftp.AppeReply {
	info, err := r.Files.Stat(ctx, r.Path)
	if err != nil && !storage.Absent(err) {
		return ftp.AppeError(err)
	}
	begin := info.Size // for restart markers, which tell positions of the file
	form := wire.Form{Type: r.Type, Structure: r.Structure, Mode: r.Mode, Bits: int(r.Bits)}
	up, err := r.Files.Create(ctx, r.Path, storage.CreateOptions{Mode: storage.Append, Umask: r.Mask})
	if err != nil {
		return ftp.AppeError(err)
	}
	return ftp.AppeOpening(func(_ context.Context, data *fsm.DataReader) ftp.AppeEnd {
		return upload.End(upload.Receive(data, up, form, begin), ftp.AppeDone, ftp.AppePageType, ftp.AppeEndError)
	})
}
