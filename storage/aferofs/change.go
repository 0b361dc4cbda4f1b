package aferofs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/portolan-ftp/portolan/storage"
)

// dirPerm is what new directories get, as of package os; the umask of an afero.OsFs is taken from it.
const dirPerm = 0o777

// Mkdir makes a directory.
func (t *tree) Mkdir(ctx context.Context, p storage.Path, o storage.DirOptions) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	err := enter(ctx, p)
	if err == nil && p != "/" {
		err = t.directory(p.Dir())
	}
	if err == nil {
		if _, gone := t.lstat(p); gone == nil {
			err = errExists
		} else {
			err = t.files.Mkdir(string(p), dirPerm)
		}
	}
	if perm, given := o.Umask.Of(dirPerm); given && err == nil {
		t.files.Chmod(string(p), perm) // an Fs without permissions refuses, and need not
	}
	if err != nil {
		return fail("mkdir", p, err)
	}
	return nil
}

// Remove removes a file or symbolic link.
func (t *tree) Remove(ctx context.Context, p storage.Path) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.remove(ctx, p); err != nil {
		return fail("remove", p, err)
	}
	return nil
}

func (t *tree) remove(ctx context.Context, p storage.Path) error {
	if err := t.enterEntry(ctx, p); err != nil {
		return err
	}
	fi, err := t.lstat(p)
	if err != nil {
		return err
	}
	if fi.IsDir() {
		return errIsDir
	}
	return t.files.Remove(string(p))
}

// Rmdir removes an empty directory.
func (t *tree) Rmdir(ctx context.Context, p storage.Path) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.rmdir(ctx, p); err != nil {
		return fail("rmdir", p, err)
	}
	return nil
}

func (t *tree) rmdir(ctx context.Context, p storage.Path) error {
	if err := t.enterEntry(ctx, p); err != nil {
		return err
	}
	fi, err := t.lstat(p)
	if err != nil {
		return err
	}
	if !fi.IsDir() {
		return errNotDir
	}
	dir, err := t.files.Open(string(p))
	if err != nil {
		return err
	}
	names, err := dir.Readdirnames(1)
	dir.Close()
	switch {
	case len(names) > 0:
		return errNotEmpty
	case err != nil && err != io.EOF:
		return err
	}
	return t.files.Remove(string(p))
}

// Rename renames a file or directory.
func (t *tree) Rename(ctx context.Context, from, to storage.Path) error {
	return t.renamed(ctx, from, to, true)
}

// RenameNew renames without replacing anything.
func (t *tree) RenameNew(ctx context.Context, from, to storage.Path) error {
	return t.renamed(ctx, from, to, false)
}

func (t *tree) renamed(ctx context.Context, from, to storage.Path, replace bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.rename(ctx, from, to, replace); err != nil {
		e := fail("rename", from, err).(*storage.Error)
		return &storage.Error{Op: e.Op, Path: from, Class: e.Class, Err: fmt.Errorf("to %s: %w", to, e.Err)}
	}
	return nil
}

func (t *tree) rename(ctx context.Context, from, to storage.Path, replace bool) error {
	if err := t.enterEntry(ctx, from); err != nil {
		return err
	}
	if err := enter(ctx, to); err != nil {
		return err
	}
	old, err := t.lstat(from)
	if err != nil {
		return err
	}
	if old.IsDir() && strings.HasPrefix(string(to), string(from)+"/") {
		return errInside
	}
	if err := t.enterEntry(ctx, to); err != nil {
		return err
	}
	if from == to && replace {
		return nil
	}
	switch there, err := t.lstat(to); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case there.IsDir() || !replace:
		return errExists
	case old.IsDir():
		return errNotDir
	}
	return t.files.Rename(string(from), string(to))
}

// regular refuses whatever is no regular file.
func regular(fi os.FileInfo) error {
	switch {
	case fi.IsDir():
		return errIsDir
	case !fi.Mode().IsRegular():
		return errSpecial
	}
	return nil
}
