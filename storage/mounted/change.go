package mounted

import (
	"context"
	"io/fs"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// Create implements [storage.Writer].
func (f *FS) Create(ctx context.Context, p storage.Path, o storage.CreateOptions) (storage.Upload, error) {
	m, there, err := f.find("create", p)
	if err != nil {
		return nil, err
	}
	up, err := m.files.Create(ctx, there, o)
	if err != nil {
		return nil, m.err(err)
	}
	if m.at == "/" {
		return up, nil
	}
	return &upload{up, m}, nil
}

// upload is one of a part, which is not the base.
type upload struct {
	storage.Upload
	part part
}

// Path is where the file goes in the tree.
func (u *upload) Path() storage.Path { return u.part.outside(u.Upload.Path()) }

// do calls an operation of the part that p belongs to.
func (f *FS) do(op string, p storage.Path, call func(storage.FS, storage.Path) error) error {
	m, there, err := f.find(op, p)
	if err != nil {
		return err
	}
	return m.err(call(m.files, there))
}

// Remove implements [storage.Deleter].
func (f *FS) Remove(ctx context.Context, p storage.Path) error {
	return f.do("remove", p, func(files storage.FS, there storage.Path) error { return files.Remove(ctx, there) })
}

// Mkdir implements [storage.DirMaker].
func (f *FS) Mkdir(ctx context.Context, p storage.Path, o storage.DirOptions) error {
	return f.do("mkdir", p, func(files storage.FS, there storage.Path) error { return files.Mkdir(ctx, there, o) })
}

// Rmdir implements [storage.DirRemover].
func (f *FS) Rmdir(ctx context.Context, p storage.Path) error {
	if err := f.stays(ctx, "rmdir", p); err != nil {
		return err
	}
	return f.do("rmdir", p, func(files storage.FS, there storage.Path) error { return files.Rmdir(ctx, there) })
}

// stays refuses to remove or rename a directory that holds a mount point. Its part may know nothing of that.
func (f *FS) stays(ctx context.Context, op string, p storage.Path) error {
	if p == "/" || !f.holds(p) {
		return nil
	}
	if i, err := f.Lstat(ctx, p); err != nil || !i.IsDir() {
		return err
	}
	return fail(op, p, storage.Permission, errHolds)
}

// Rename implements [storage.Replacer].
func (f *FS) Rename(ctx context.Context, from, to storage.Path) error {
	return f.rename(ctx, from, to, storage.FS.Rename)
}

// RenameNew implements [storage.Renamer].
func (f *FS) RenameNew(ctx context.Context, from, to storage.Path) error {
	return f.rename(ctx, from, to, storage.FS.RenameNew)
}

// BeginRename implements [storage.LongRenamer], for what stays in a part that does.
func (f *FS) BeginRename(ctx context.Context, from, to storage.Path, replace bool) (r storage.Renaming, err error) {
	err = f.rename(ctx, from, to, func(files storage.FS, ctx context.Context, source, target storage.Path) (err error) {
		r, err = storage.BeginRename(ctx, files, source, target, replace)
		return err
	})
	return r, err
}

func (f *FS) rename(ctx context.Context, from, to storage.Path, do func(storage.FS, context.Context, storage.Path, storage.Path) error) error {
	a, source, err := f.find("rename", from)
	if err != nil {
		return err
	}
	b, target, err := f.find("rename", to)
	if err != nil {
		return err
	}
	if err := f.stays(ctx, "rename", from); err != nil {
		return err
	}
	if a.at == b.at {
		return a.err(do(a.files, ctx, source, target))
	}
	_, err = a.files.Lstat(ctx, source)
	switch {
	case err != nil:
		return a.err(err)
	case source == "/":
		return fail("rename", from, storage.Permission, errHolds)
	case target == "/":
		return fail("rename", to, storage.Exist, errHolds)
	}
	return fail("rename", from, storage.Unsupported, storage.ErrOtherDevice)
}

// Chtimes implements [storage.Attributer].
func (f *FS) Chtimes(ctx context.Context, p storage.Path, accessed, modified time.Time) error {
	return f.do("chtimes", p, func(files storage.FS, there storage.Path) error { return files.Chtimes(ctx, there, accessed, modified) })
}

// Chmod implements [storage.Attributer].
func (f *FS) Chmod(ctx context.Context, p storage.Path, perm fs.FileMode) error {
	return f.do("chmod", p, func(files storage.FS, there storage.Path) error { return files.Chmod(ctx, there, perm) })
}

// Chgrp implements [storage.Attributer].
func (f *FS) Chgrp(ctx context.Context, p storage.Path, group string) error {
	return f.do("chgrp", p, func(files storage.FS, there storage.Path) error { return files.Chgrp(ctx, there, group) })
}

// Symlink implements [storage.Linker]. The link and its target belong to one part.
func (f *FS) Symlink(ctx context.Context, target, link storage.Path) error {
	m, there, err := f.find("symlink", link)
	if err != nil {
		return err
	}
	of, to, err := f.find("symlink", target)
	if err != nil {
		return err
	}
	if of.at != m.at {
		return fail("symlink", link, storage.Unsupported, errLeadsOut)
	}
	return m.err(m.files.Symlink(ctx, to, there))
}
