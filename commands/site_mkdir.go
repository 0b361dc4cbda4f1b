package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/storage"
)

// maxParents is how many missing directories SITE MKDIR makes above the one that it is asked for: more than trees
// are deep, and few enough for one short command.
const maxParents = 64

// SiteMkdir makes a directory, and those above it that are missing.
func (h *Standard) SiteMkdir(ctx context.Context, r ftp.SiteMkdirRequest) ftp.SiteMkdirReply {
	if err := makeBelow(ctx, r.Files, r.Path, storage.DirOptions{Umask: r.Mask}, maxParents); err != nil {
		return ftp.SiteMkdirError(err)
	}
	return ftp.SiteMkdirOk()
}

// makeBelow makes p after at most so many parents of it.
func makeBelow(ctx context.Context, files storage.DirMaker, p storage.Path, o storage.DirOptions, parents int) error {
	err := files.Mkdir(ctx, p, o)
	if storage.ClassOf(err) != storage.NotExist || parents == 0 || p == "/" {
		return err
	}
	if err := makeBelow(ctx, files, p.Dir(), o, parents-1); err != nil && storage.ClassOf(err) != storage.Exist {
		return err // one that somebody else made meanwhile serves as well
	}
	return files.Mkdir(ctx, p, o)
}
