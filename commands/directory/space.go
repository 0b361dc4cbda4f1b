package commands

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/storage"
)

var errNoDirectory = errors.New("commands: a directory is needed")

// room is how many bytes can be stored in the directory p, or in cwd without one.
func room(ctx context.Context, files storage.Meter, p, cwd storage.Path) (int64, error) {
	if p == "" {
		p = cwd
	}
	if err := directory(ctx, files, p); err != nil {
		return 0, err
	}
	return files.Space(ctx, p)
}

// directory requires p to be one.
func directory(ctx context.Context, files storage.Statter, p storage.Path) error {
	info, err := files.Stat(ctx, p)
	if err == nil && !info.IsDir() {
		err = &storage.Error{Op: "stat", Path: p, Class: storage.NotDirectory, Err: errNoDirectory}
	}
	return err
}
