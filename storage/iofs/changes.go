package iofs

import (
	"context"

	"github.com/portolan-ftp/portolan/storage"
)

func readOnly(op string, p storage.Path) error {
	return refuse(op, p, storage.Permission, storage.ErrReadOnly)
}

// Create refuses.
func (t *tree) Create(_ context.Context, p storage.Path, _ storage.CreateOptions) (storage.Upload, error) {
	return nil, readOnly("create", p)
}

// Space refuses: nothing can be stored, so there is no room to tell.
func (t *tree) Space(_ context.Context, p storage.Path) (int64, error) {
	return 0, readOnly("space", p)
}

// Remove refuses.
func (t *tree) Remove(_ context.Context, p storage.Path) error { return readOnly("remove", p) }

// Rename refuses.
func (t *tree) Rename(_ context.Context, from, _ storage.Path) error { return readOnly("rename", from) }

// Mkdir refuses.
func (t *tree) Mkdir(_ context.Context, p storage.Path) error { return readOnly("mkdir", p) }

// Rmdir refuses.
func (t *tree) Rmdir(_ context.Context, p storage.Path) error { return readOnly("rmdir", p) }
