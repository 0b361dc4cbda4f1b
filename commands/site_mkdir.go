package commands

import (
	"context"
	"slices"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/storage"
)

// maxParents is how many missing directories SITE MKDIR makes above the one that it is asked for: more than trees
// are deep, and few enough for one short command.
const maxParents = 64

// SiteMkdir makes a directory, and those above it that are missing, or none of them.
func (h *Standard) SiteMkdir(ctx context.Context, r ftp.SiteMkdirRequest) ftp.SiteMkdirReply {
	if err := makeBelow(ctx, r.Files, r.Path, storage.DirOptions{Umask: r.Mask}, maxParents); err != nil {
		return ftp.SiteMkdirError(err)
	}
	return ftp.SiteMkdirOk()
}

// makeFiles is what makes directories, and takes them away again.
type makeFiles interface {
	storage.DirMaker
	storage.DirRemover
}

// makeBelow makes p after at most so many parents of it, or nothing.
func makeBelow(ctx context.Context, files makeFiles, p storage.Path, o storage.DirOptions, parents int) error {
	made, err := makeFrom(ctx, files, p, o, parents)
	if err != nil {
		for _, p := range slices.Backward(made) {
			files.Rmdir(context.WithoutCancel(ctx), p)
		}
	}
	return err
}

// makeFrom makes p after its parents, and says which of them it has made.
func makeFrom(ctx context.Context, files storage.DirMaker, p storage.Path, o storage.DirOptions, parents int) (made []storage.Path, err error) {
	err = files.Mkdir(ctx, p, o)
	if storage.ClassOf(err) == storage.NotExist && parents > 0 && p != "/" {
		made, err = makeFrom(ctx, files, p.Dir(), o, parents-1)
		if err == nil || storage.ClassOf(err) == storage.Exist { // a directory that somebody else has made meanwhile serves as well
			err = files.Mkdir(ctx, p, o)
		}
	}
	if err == nil {
		made = append(made, p)
	}
	return made, err
}
