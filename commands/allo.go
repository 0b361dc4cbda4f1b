package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// Allo says whether a file of that size would fit. It reserves nothing, so a later STOR can still find the storage
// full.
func (h *Standard) Allo(ctx context.Context, r ftp.AlloRequest) ftp.AlloReply {
	if most := r.Files.MaxUpload(); most > 0 && r.Size.Bytes > most {
		return ftp.AlloTooLarge(most)
	}
	free, err := r.Files.Space(ctx, r.Cwd)
	switch {
	case err != nil:
		return ftp.AlloError(err)
	case free < r.Size.Bytes:
		return ftp.AlloNoRoom()
	}
	return ftp.AlloOk()
}
