package storagetest

import (
	"context"

	"github.com/portolan-ftp/portolan/storage"
)

// Copier is a driver that renames everything by work, as object stores do. The driver below it does that work.
type Copier struct{ storage.FS }

// BeginRename implements [storage.LongRenamer].
func (c Copier) BeginRename(_ context.Context, from, to storage.Path, _ bool) (storage.Renaming, error) {
	return copying{c.FS, from, to}, nil
}

type copying struct {
	files    storage.FS
	from, to storage.Path
}

func (c copying) Size() int64 { return -1 }

func (c copying) Run(ctx context.Context, _ func(int64)) error {
	return c.files.Rename(ctx, c.from, c.to)
}
