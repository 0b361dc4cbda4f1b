package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/storage"
)

// Cwd changes the working directory. The directory keeps the name that the client gave it, through symbolic
// links too, so that CDUP leads back to where it came from. "~" is the home, unless there is an entry of that name.
func (h *Standard) Cwd(ctx context.Context, r ftp.CwdRequest) ftp.CwdReply {
	path := r.Path.Path
	isDir, err := isDirectory(ctx, r.Files, path)
	if r.Path.Home != "" && storage.Absent(err) {
		path = r.Path.Home
		isDir, err = isDirectory(ctx, r.Files, path)
	}
	switch {
	case err != nil:
		return ftp.CwdError(err)
	case !isDir:
		return ftp.CwdNotDirectory()
	}
	return ftp.CwdOk(path)
}

// isDirectory reports whether p is a directory or a symbolic link to one. A directory that cannot be entered is an
// error, because the client would otherwise learn of it only from the commands that fail there.
func isDirectory(ctx context.Context, files storage.Statter, p storage.Path) (bool, error) {
	info, err := storage.Enter(ctx, files, p)
	return err == nil && info.IsDir(), err
}
