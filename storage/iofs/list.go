package iofs

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"path"

	"github.com/portolan-ftp/portolan/storage"
)

// listBatch is how many entries are read at once: enough that it does not matter, few enough that the first
// ones come at once.
const listBatch = 256

// List yields the entries of the directory p.
func (t *tree) List(ctx context.Context, p storage.Path) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		if err := t.list(ctx, p, yield); err != nil {
			yield(storage.Info{}, err)
		}
	}
}

// list yields the entries. Once yield has returned false it returns nil.
func (t *tree) list(ctx context.Context, p storage.Path, yield func(storage.Info, error) bool) error {
	name, err := enter(ctx, "list", p)
	if err != nil {
		return err
	}
	fi, err := fs.Stat(t.files, name)
	if err != nil {
		return fail("list", p, err)
	}
	if !fi.IsDir() {
		return refuse("list", p, storage.NotDirectory, errNoDirectory)
	}
	next, end, err := t.batches(name)
	if err != nil {
		return fail("list", p, err)
	}
	defer end()
	for {
		entries, readErr := next()
		for _, e := range entries {
			if err := ctx.Err(); err != nil {
				return fail("list", p, err)
			}
			fi, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			i := storage.Info{Name: e.Name(), Mode: e.Type(), Fault: err}
			if err == nil {
				i = t.describe(e.Name(), path.Join(name, e.Name()), fi)
			}
			if !yield(i, nil) {
				return nil
			}
		}
		if readErr == io.EOF {
			return nil
		}
		if readErr != nil {
			return fail("list", p, readErr)
		}
	}
}

// batches reads a directory bit by bit, or at once where the fs.FS cannot do otherwise. The last batch comes
// with io.EOF.
func (t *tree) batches(name string) (next func() ([]fs.DirEntry, error), end func() error, err error) {
	file, err := t.files.Open(name)
	if err != nil {
		return nil, nil, err
	}
	if dir, ok := file.(fs.ReadDirFile); ok {
		return func() ([]fs.DirEntry, error) { return dir.ReadDir(listBatch) }, file.Close, nil
	}
	return func() ([]fs.DirEntry, error) {
		entries, err := fs.ReadDir(t.files, name)
		if err == nil {
			err = io.EOF
		}
		return entries, err
	}, file.Close, nil
}

// Permits implements [storage.Permitter]: nothing is changed here.
func (t *tree) Permits(context.Context, storage.Path) func(storage.Info) storage.Access {
	return func(storage.Info) storage.Access { return storage.MayRead | storage.MayEnter }
}
