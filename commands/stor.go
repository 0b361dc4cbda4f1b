package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Stor receives a file. Behind REST it writes into the file from that position on (RFC 3659 5.3). In TYPE A the
// position would count converted bytes, and to find its place the file would have to be read, which storing
// does not allow; it is refused rather than guessed. Behind RANG it writes into the part and nowhere else.
func (h *Standard) Stor(ctx context.Context, r ftp.StorRequest) ftp.StorReply {
	how := storage.CreateOptions{Mode: storage.Replace}
	if r.Part != (digest.Part{}) {
		how = storage.CreateOptions{Mode: storage.Patch, Offset: r.Part.Start, Length: r.Part.Size()}
	}
	if r.Offset > 0 {
		how = storage.CreateOptions{Mode: storage.Resume, Offset: r.Offset}
		if r.Type == ftp.TypeAscii {
			return ftp.StorBadOffset()
		}
	}
	up, err := r.Files.Create(ctx, r.Path, how)
	if err != nil {
		return ftp.StorError(err)
	}
	return ftp.StorOpening(func(_ context.Context, data *fsm.DataReader) ftp.StorEnd {
		if err := receive(data, up, r.Type); err != nil {
			return ftp.StorEndError(err)
		}
		return ftp.StorDone()
	})
}
