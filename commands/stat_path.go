package commands

import (
	"bytes"
	"context"
	"iter"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/storage"
)

// StatPath lists like LIST, but on the control connection.
func (h *Standard) StatPath(ctx context.Context, r ftp.StatPathRequest) ftp.StatPathReply {
	f, err := h.locate(ctx, r.Files, r.Path, r.Cwd)
	switch {
	case err != nil:
		return ftp.StatPathError(err)
	case f.dir:
		return ftp.StatPathDirectory(f.body(ctx))
	}
	return ftp.StatPathFile(f.body(ctx))
}

// body is the listing as lines of a reply. An error on the way ends it, and so does ABOR: the reply has begun, and has no
// place for another.
func (f found) body(ctx context.Context) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var buf []byte
		line := f.long()
		f.entries.each(ctx, func(i storage.Info) error {
			buf = line(buf[:0], i)
			if len(buf) > 0 && !yield(bytes.TrimSuffix(buf, []byte("\r\n"))) {
				return errStopped
			}
			return nil
		})
	}
}
