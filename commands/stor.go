package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/upload"
	"github.com/portolan-ftp/portolan/commands/wire"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Stor receives a file. After REST it writes into the file from that position on (RFC 3659 5.3); the table allows REST
// only for forms of data in which the position is known. After RANG it writes only into the part.
func (h *Standard) Stor(ctx context.Context, r ftp.StorRequest) ftp.StorReply {
	form := wire.Form{Type: r.Type, Structure: r.Structure, Mode: r.Mode, Bits: int(r.Bits)}
	var from upload.Sender
	how := storage.CreateOptions{Mode: storage.Replace, Umask: r.Mask, Publish: from.Told}
	if r.Part != (digest.Part{}) {
		how = storage.CreateOptions{Mode: storage.Patch, Offset: r.Part.Start, Length: r.Part.Size()}
	}
	if r.Offset > 0 {
		how = storage.CreateOptions{Mode: storage.Resume, Offset: r.Offset, Umask: r.Mask}
	}
	up, err := r.Files.Create(ctx, r.Path, how)
	if err != nil {
		return ftp.StorError(err)
	}
	return ftp.StorOpening(func(_ context.Context, data *fsm.DataReader) ftp.StorEnd {
		from.Data = data
		return upload.End(upload.Receive(data, up, form, r.Offset), ftp.StorDone, ftp.StorPageType, ftp.StorEndError)
	})
}
