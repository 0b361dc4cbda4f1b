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
	line := f.long()(nil, f.entries.known[0])
	return ftp.StatPathFile(lines(string(bytes.TrimSuffix(line, []byte("\r\n")))))
}

// body is the listing as lines of a reply, which has begun when an error comes: so that is told last. ABOR is one.
func (f found) body(ctx context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var buf []byte
		line := f.long()
		err := f.entries.each(ctx, func(i storage.Info) error {
			buf = line(buf[:0], i)
			if len(buf) > 0 && !yield(bytes.TrimSuffix(buf, []byte("\r\n")), i.Fault) {
				return errStopped
			}
			return nil
		})
		if err != nil && err != errStopped {
			yield(nil, err)
		}
	}
}
