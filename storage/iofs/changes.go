package iofs

import (
	"context"
	"io/fs"
	"time"

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

// MaxUpload limits nothing: no upload begins.
func (t *tree) MaxUpload() int64 { return 0 }

// Remove refuses.
func (t *tree) Remove(_ context.Context, p storage.Path) error { return readOnly("remove", p) }

// Rename refuses.
func (t *tree) Rename(_ context.Context, from, _ storage.Path) error { return readOnly("rename", from) }

// RenameNew refuses.
func (t *tree) RenameNew(_ context.Context, from, _ storage.Path) error {
	return readOnly("rename", from)
}

// Mkdir refuses.
func (t *tree) Mkdir(_ context.Context, p storage.Path, _ storage.DirOptions) error {
	return readOnly("mkdir", p)
}

// Rmdir refuses.
func (t *tree) Rmdir(_ context.Context, p storage.Path) error { return readOnly("rmdir", p) }

// Chtimes refuses.
func (t *tree) Chtimes(_ context.Context, p storage.Path, _, _ time.Time) error {
	return readOnly("chtimes", p)
}

// Chmod refuses.
func (t *tree) Chmod(_ context.Context, p storage.Path, _ fs.FileMode) error {
	return readOnly("chmod", p)
}

// Chgrp refuses.
func (t *tree) Chgrp(_ context.Context, p storage.Path, _ string) error { return readOnly("chgrp", p) }

// Symlink refuses.
func (t *tree) Symlink(_ context.Context, _, link storage.Path) error {
	return readOnly("symlink", link)
}

// Usage tells that nothing is limited: nothing can be stored.
func (t *tree) Usage(context.Context) (storage.Usage, error) { return storage.Usage{}, nil }
