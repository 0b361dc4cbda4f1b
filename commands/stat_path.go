package commands

import (
	"bytes"
	"context"

	"github.com/portolan-ftp/portolan/commands/directory"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/reply"
)

// StatPath lists like LIST, but on the control connection.
func (h *Standard) StatPath(ctx context.Context, r ftp.StatPathRequest) ftp.StatPathReply {
	f, err := directory.Locate(ctx, r.Files, h.listed(r.Path, r.Cwd))
	switch {
	case err != nil:
		return ftp.StatPathError(err)
	case f.Dir:
		return ftp.StatPathDirectory(f.Lines(ctx))
	}
	line := f.LongLine()(nil, f.Entries.First())
	return ftp.StatPathFile(reply.Lines(string(bytes.TrimSuffix(line, []byte("\r\n")))))
}
