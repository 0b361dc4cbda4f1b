package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/upload"
	"github.com/portolan-ftp/portolan/commands/wire"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// uniqueName is the name, or the beginning of the name, that STOU gives a file when the client names none.
const uniqueName = "file"

// Stou receives a file under a name that no other file has. The reply tells the name (RFC 1123 4.1.2.9).
func (h *Standard) Stou(ctx context.Context, r ftp.StouRequest) ftp.StouReply {
	path := r.Path
	if path == "" {
		path = r.Cwd.Join(uniqueName)
	}
	var from upload.Sender
	up, err := r.Files.Create(ctx, path, storage.CreateOptions{Mode: storage.Unique, Umask: r.Mask, Publish: from.Told})
	if err != nil {
		return ftp.StouError(err)
	}
	form := wire.Form{Type: r.Type, Structure: r.Structure, Mode: r.Mode, Bits: int(r.Bits)}
	return ftp.StouOpening(nearName(up.Path(), r.Cwd), func(_ context.Context, data *fsm.DataReader) ftp.StouEnd {
		from.Data = data
		return upload.End(upload.Receive(data, up, form, 0), ftp.StouDone, ftp.StouPageType, ftp.StouEndError)
	})
}

// nearName is the shortest name by which RETR finds p from the directory cwd: its last element if it lies
// there, else the whole path.
func nearName(p, cwd storage.Path) storage.Path {
	if p.Dir() != cwd {
		return p
	}
	return storage.Path(p.Base())
}
