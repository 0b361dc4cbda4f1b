package directory

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/storage"
)

// ErrNeeded says that something is no directory.
var ErrNeeded = errors.New("directory: a directory is needed")

// Space is how many bytes can be stored in the directory p, or in cwd without one.
func Space(ctx context.Context, files storage.Meter, p, cwd storage.Path) (int64, error) {
	if p == "" {
		p = cwd
	}
	if err := Require(ctx, files, p); err != nil {
		return 0, err
	}
	return files.Space(ctx, p)
}

// Require requires p to be a directory.
func Require(ctx context.Context, files storage.Statter, p storage.Path) error {
	info, err := files.Stat(ctx, p)
	if err == nil && !info.IsDir() {
		err = &storage.Error{Op: "stat", Path: p, Class: storage.NotDirectory, Err: ErrNeeded}
	}
	return err
}
