//go:build !linux || portable

package storage

import (
	"context"
	"errors"
	"io"
	"io/fs"
)

// readDirBatch is how many names are read at once: enough that it does not matter,
// few enough that the first entries come at once.
const readDirBatch = 256

// readDir yields the entries of a directory. Once yield has returned false it returns
// nil. The build tag "portable" selects it on Linux, so that tests reach it there.
func (l *Local) readDir(ctx context.Context, name string, yield func(Info, error) bool) error {
	if fi, err := l.root.Stat(name); err != nil {
		return err
	} else if !fi.IsDir() {
		return errNotDir
	}
	root, err := l.root.OpenRoot(name + "/.") // "/.": nothing but a directory is opened
	if err != nil {
		return err
	}
	defer root.Close()
	dir, err := root.Open(".")
	if err != nil {
		return err
	}
	defer dir.Close()
	for {
		names, err := dir.Readdirnames(readDirBatch)
		for _, n := range names {
			if temporary(n) {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			fi, err := root.Lstat(n)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return err
			}
			i := infoOf(n, fi)
			if i.IsSymlink() {
				i.Target, _ = root.Readlink(n) // replaced since: shown without a target
			}
			if !yield(i, nil) {
				return nil
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
