package commands

import (
	"context"
	"errors"
	"io"

	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/mode"
	"github.com/portolan-ftp/portolan/commands/wire"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// errShrunk says that a file lost bytes while it was sent, so that the client got less than it was told.
var errShrunk = errors.New("commands: the file became shorter while it was sent")

// Retr sends a file, from the restart position on, or the part that RANG asked for, in the form that TYPE, STRU and
// MODE have chosen. If that is the file's own form, the kernel moves the bytes where it can. Otherwise the bytes are
// converted on the way, and the position counts octets of the type (RFC 3659 5.3). After RANG the form is always the
// file's own.
func (h *Standard) Retr(ctx context.Context, r ftp.RetrRequest) ftp.RetrReply {
	file, err := r.Files.Open(ctx, r.Path)
	if err != nil {
		return ftp.RetrError(err)
	}
	form := wire.Form{Type: r.Type, Structure: r.Structure, Mode: r.Mode, Bits: int(r.Bits), Level: r.Level.Or(mode.DefaultLevel)}
	if !form.IsBare() {
		return retrConverted(ctx, form, file, r.Offset)
	}
	if r.Part != (digest.Part{}) {
		return retrPart(file, r.Part)
	}
	size := file.Info().Size - r.Offset
	if size < 0 {
		file.Close()
		return ftp.RetrBadOffset()
	}
	if r.Offset > 0 {
		if _, err := file.Seek(r.Offset, io.SeekStart); err != nil {
			file.Close()
			return ftp.RetrError(err)
		}
	}
	return ftp.RetrOpening(size, func(_ context.Context, data *fsm.DataWriter) ftp.RetrEnd {
		defer file.Close()
		data.Expect(size)
		n, err := file.WriteTo(data)
		if err == nil && n < size {
			err = errShrunk
		}
		return retrEnd(err)
	})
}

// retrPart sends the bytes of a part that the file has. A part beyond the end of the file is empty
// (draft-bryan-ftp-range 4.3).
func retrPart(file storage.File, p digest.Part) ftp.RetrReply {
	start, end := p.Within(file.Info().Size)
	if _, err := file.Seek(start, io.SeekStart); err != nil {
		file.Close()
		return ftp.RetrError(err)
	}
	return ftp.RetrOpening(end-start, func(_ context.Context, data *fsm.DataWriter) ftp.RetrEnd {
		defer file.Close()
		data.Expect(end - start)
		n, err := data.ReadFrom(io.LimitReader(file, end-start))
		if err == nil && n < end-start {
			err = errShrunk
		}
		return retrEnd(err)
	})
}

// retrConverted sends a file that is converted on the way. The number of bytes is not known before, so the reply is the
// one without a number.
func retrConverted(ctx context.Context, form wire.Form, file storage.File, offset int64) ftp.RetrReply {
	download, err := form.Open(ctx, file, offset)
	if err != nil {
		file.Close()
		return ftp.RetrError(err)
	}
	return ftp.RetrOpening(0, func(_ context.Context, data *fsm.DataWriter) ftp.RetrEnd {
		defer file.Close()
		return retrEnd(download.Send(data))
	})
}

func retrEnd(err error) ftp.RetrEnd {
	if err != nil {
		return ftp.RetrEndError(err)
	}
	return ftp.RetrDone()
}
