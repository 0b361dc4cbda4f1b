package aferofs

import (
	"context"
	"io/fs"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// timesApart is how far a time that was kept may lie from the one that was given, in the steps of file systems.
const timesApart = 2 * time.Second

// Chtimes sets the times of p. What afero takes is both times; where it does not tell when p was last read, that
// becomes the time of its last change. A time that is not kept is taken back.
func (t *tree) Chtimes(ctx context.Context, p storage.Path, accessed, modified time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	fi, err := t.there(ctx, p)
	if err == nil {
		if modified.IsZero() {
			modified = fi.ModTime()
		}
		if accessed.IsZero() {
			accessed = modified
		}
		err = t.chtimes(p, accessed, modified, fi.ModTime())
	}
	if err != nil {
		return fail("chtimes", p, err)
	}
	return nil
}

func (t *tree) chtimes(p storage.Path, accessed, modified, before time.Time) error {
	if err := t.files.Chtimes(string(p), accessed, modified); err != nil {
		return err
	}
	fi, err := t.files.Stat(string(p))
	if err == nil && fi.ModTime().Sub(modified).Abs() >= timesApart {
		t.files.Chtimes(string(p), before, before)
		err = errTime
	}
	return err
}

// Chmod sets the permission bits of p.
func (t *tree) Chmod(ctx context.Context, p storage.Path, perm fs.FileMode) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, err := t.there(ctx, p)
	if err == nil && p == "/" {
		err = errHome
	}
	if err == nil {
		err = t.files.Chmod(string(p), perm.Perm())
	}
	if err != nil {
		return fail("chmod", p, err)
	}
	return nil
}

// Chgrp refuses: afero does not tell whose a file is.
func (t *tree) Chgrp(ctx context.Context, p storage.Path, _ string) error {
	_, err := t.there(ctx, p)
	switch {
	case err == nil && p == "/":
		err = errHome
	case err == nil:
		err = errNoGroups
	}
	return fail("chgrp", p, err)
}

// Symlink refuses: nothing here would keep what follows the link inside the tree.
func (t *tree) Symlink(ctx context.Context, target, link storage.Path) error {
	err := enter(ctx, target)
	if err == nil {
		err = t.enterEntry(ctx, link)
	}
	if err == nil {
		err = errNoLinks
		if _, gone := t.lstat(link); gone == nil {
			err = errExists
		}
	}
	return fail("symlink", link, err)
}

// there begins an operation on something that has to be there.
func (t *tree) there(ctx context.Context, p storage.Path) (fs.FileInfo, error) {
	if err := enter(ctx, p); err != nil {
		return nil, err
	}
	return t.files.Stat(string(p))
}
