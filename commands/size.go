package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/wire"
)

// Size tells how many bytes RETR would send in the present type (RFC 3659 4), before a mode packs or compresses them:
// so it is what REST counts, too. The octets that records and pages add are not counted.
func (h *Standard) Size(ctx context.Context, r ftp.SizeRequest) ftp.SizeReply {
	info, err := r.Files.Stat(ctx, r.Path)
	switch {
	case err != nil:
		return ftp.SizeError(err)
	case info.IsDir():
		return ftp.SizeDirectory()
	case !info.IsRegular():
		return ftp.SizeNotAFile()
	}
	size, err := wire.Size(ctx, r.Files, r.Path, info, r.Type)
	switch {
	case errors.Is(err, wire.ErrTooLarge):
		return ftp.SizeTooLarge()
	case err != nil:
		return ftp.SizeError(err)
	}
	return ftp.SizeSize(size)
}
