package wire

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/commands/ascii"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/storage"
)

// maxTextSize is the largest file, in bytes, that Size reads to count its converted bytes. Reading it takes some ten
// milliseconds; beyond it a client could keep the disk busy with short commands.
const maxTextSize = 64 << 20

// ErrTooLarge says that a file would have to be read to tell its size, and is too large for that.
var ErrTooLarge = errors.New("wire: too large to count")

// Size is how many octets of a type a file has, before a mode packs or compresses them: so it is what REST counts, too.
// In ASCII the file is read; EBCDIC has an octet for each of its, as have image and local.
func Size(ctx context.Context, files storage.Reader, p storage.Path, info storage.Info, t ftp.Type) (int64, error) {
	switch {
	case t != ftp.TypeAscii:
		return info.Size, nil
	case info.Size > maxTextSize:
		return 0, ErrTooLarge
	}
	file, err := files.Open(ctx, p)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	return ascii.Size(ctx, file)
}
