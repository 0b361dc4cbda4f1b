//go:build !linux || portable

package storage

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
)

// readDirBatch is how many names are read at once: enough that it does not matter,
// few enough that the first entries come at once.
const readDirBatch = 256

// readDir yields the entries of a directory. Once yield has returned false it returns
// nil. The build tag "portable" selects it on Linux, so that tests reach it there.
func (l *Local) readDir(ctx context.Context, name string, yield func(Info, error) bool) error {
	// A directory that can be read and not entered still gives its names.
	root, rootErr := l.root.OpenRoot(name + "/.") // "/.": nothing but a directory is opened
	if rootErr == nil {
		defer root.Close()
	}
	return l.readNames(ctx, name, func(n string, _ error) bool {
		if rootErr != nil {
			return yield(Info{Name: n, Mode: fs.ModeIrregular, Fault: rootErr}, nil)
		}
		fi, err := root.Lstat(n)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return true
		case err != nil:
			return yield(Info{Name: n, Mode: fs.ModeIrregular, Fault: err}, nil)
		}
		i := infoOf(n, fi)
		if i.IsSymlink() {
			i.Target, _ = root.Readlink(n) // replaced since: shown without a target
		}
		return yield(i, nil)
	})
}

// readNames yields the names in a directory. Once yield has returned false it returns nil.
func (l *Local) readNames(ctx context.Context, name string, yield func(string, error) bool) error {
	if fi, err := l.root.Stat(name); err != nil {
		return err
	} else if !fi.IsDir() {
		return errNotDir
	}
	dir, err := l.root.OpenFile(name, dirRead, 0)
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
			if !yield(n, nil) {
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

// readKinds reads a directory to its end, or until visit returns false, and all names, those of temporary files too,
// with the type of each.
func readKinds(dir *os.File, visit func(name []byte, kind fs.FileMode) bool) error {
	for {
		entries, err := dir.ReadDir(readDirBatch)
		for _, e := range entries {
			if !visit([]byte(e.Name()), e.Type()) {
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
