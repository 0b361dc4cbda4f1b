package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ascii"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/storage"
)

// maxTextSize is the largest file, in bytes, that SIZE reads to count its converted bytes. Reading it takes
// some ten milliseconds; beyond it a client could keep the disk busy with short commands.
const maxTextSize = 64 << 20

// Size tells how many bytes RETR would send in the present type (RFC 3659 4), before a mode packs or compresses
// them: so it is what REST counts, too. What records and pages add is not told.
func (h *Standard) Size(ctx context.Context, r ftp.SizeRequest) ftp.SizeReply {
	info, err := r.Files.Stat(ctx, r.Path)
	switch {
	case err != nil:
		return ftp.SizeError(err)
	case info.IsDir():
		return ftp.SizeDirectory()
	case !info.IsRegular():
		return ftp.SizeNotAFile()
	case r.Structure != ftp.StructureFile:
		return ftp.SizeStructured()
	case r.Type != ftp.TypeAscii: // EBCDIC has an octet for each of the file's
		return ftp.SizeSize(info.Size)
	case info.Size > maxTextSize:
		return ftp.SizeTooLarge()
	}
	size, err := textSize(ctx, r.Files, r.Path)
	if err != nil {
		return ftp.SizeError(err)
	}
	return ftp.SizeSize(size)
}

func textSize(ctx context.Context, files storage.Reader, p storage.Path) (int64, error) {
	file, err := files.Open(ctx, p)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	return ascii.Size(ctx, file)
}
