package objects

import (
	"context"
	"errors"
	"strings"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/s3"
)

// tree is a place in a bucket, from which homes are taken by their prefixes.
type tree struct {
	*s3.FS
	bucket *s3.Bucket
	create bool // homes that are missing
}

// Home is the directory home of the place, seen as a root.
func (t *tree) Home(ctx context.Context, home storage.Path) (storage.FS, error) {
	i, err := t.Stat(ctx, home)
	switch {
	case err == nil && !i.IsDir():
		return nil, &storage.Error{Op: "home", Path: home, Class: storage.NotDirectory, Err: errNotDir}
	case storage.ClassOf(err) == storage.NotExist && t.create:
		err = t.mkdirs(ctx, home)
	}
	if err != nil {
		return nil, err
	}
	return t.bucket.FS(string(home)), nil
}

var errNotDir = errors.New("the home is no directory")

// mkdirs makes the directories that lead to a home. Another node may make them at the same time.
func (t *tree) mkdirs(ctx context.Context, home storage.Path) error {
	at := storage.Path("/")
	for name := range strings.SplitSeq(string(home[1:]), "/") {
		at = at.Join(name)
		if err := t.Mkdir(ctx, at, storage.DirOptions{}); err != nil && storage.ClassOf(err) != storage.Exist {
			return err
		}
	}
	return nil
}

// SweepBeside ends what servers have left that were killed. It waits for others more than it works.
func (t *tree) SweepBeside(ctx context.Context) (storage.Left, error) { return t.Sweep(ctx) }
