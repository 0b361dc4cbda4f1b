package commands

import (
	"context"
	"errors"
	"io"

	"github.com/portolan-ftp/portolan/commands/ascii"
	"github.com/portolan-ftp/portolan/commands/digest"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// errShrunk says that a file lost bytes while it was sent: the client was told of more than it got.
var errShrunk = errors.New("commands: the file became shorter while it was sent")

// Retr sends a file, from the restart position on, or the part that RANG asked for. In TYPE I the kernel moves the bytes where it can; in
// TYPE A they are converted on the way, and the position counts converted bytes (RFC 3659 5.3).
func (h *Standard) Retr(ctx context.Context, r ftp.RetrRequest) ftp.RetrReply {
	file, err := r.Files.Open(ctx, r.Path)
	if err != nil {
		return ftp.RetrError(err)
	}
	if r.Type == ftp.TypeAscii {
		return retrText(ctx, file, r.Offset)
	}
	if r.Part != (digest.Part{}) {
		return retrPart(file, r.Part)
	}
	size := file.Info().Size - r.Offset
	if size < 0 {
		file.Close()
		return ftp.RetrBadOffset()
	}
	if _, err := file.Seek(r.Offset, io.SeekStart); err != nil {
		file.Close()
		return ftp.RetrError(err)
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

// retrPart sends what the file has of a part: nothing when that lies beyond its end (draft-bryan-ftp-range 4.3).
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

// retrText sends a file with its line ends converted. How many bytes that makes is not known before.
func retrText(ctx context.Context, file storage.File, offset int64) ftp.RetrReply {
	text, err := ascii.SkipEncoded(ctx, file, offset)
	switch {
	case errors.Is(err, ascii.ErrOffset):
		file.Close()
		return ftp.RetrBadOffset()
	case err != nil:
		file.Close()
		return ftp.RetrError(err)
	}
	return ftp.RetrOpeningText(func(_ context.Context, data *fsm.DataWriter) ftp.RetrEnd {
		defer file.Close()
		_, err := text.WriteTo(data)
		return retrEnd(err)
	})
}

func retrEnd(err error) ftp.RetrEnd {
	if err != nil {
		return ftp.RetrEndError(err)
	}
	return ftp.RetrDone()
}
