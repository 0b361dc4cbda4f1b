package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/storage"
)

// maxWalk is how many files, directories and links one DSIZ or RMDA visits: they take some tenths of a second,
// which a command may take; more could keep the disk busy with short lines.
const maxWalk = 100_000

// errMaxWalk ends a walk that has become too long.
var errMaxWalk = errors.New("commands: more than can be visited at once")

// Dsiz tells how many bytes the files in and below a directory have
// (draft-peterson-streamlined-ftp-command-extensions 3). Links count as nothing, and directories by what they hold.
func (h *Standard) Dsiz(ctx context.Context, r ftp.DsizRequest) ftp.DsizReply {
	path := r.Path
	if path == "" {
		path = r.Cwd
	}
	var size int64
	seen := 0
	err := directory(ctx, r.Files, path)
	if err == nil {
		err = storage.Walk(ctx, r.Files, path, storage.Visitor{Enter: func(_ storage.Path, i storage.Info) error {
			if seen++; seen > maxWalk {
				return errMaxWalk
			}
			if i.IsRegular() {
				size += i.Size
			}
			return nil
		}})
	}
	switch {
	case errors.Is(err, errMaxWalk):
		return ftp.DsizTooMany()
	case err != nil:
		return ftp.DsizError(err)
	}
	return ftp.DsizSize(size)
}
