package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// Stat describes what p is, through symbolic links that stay inside.
func (l *Local) Stat(ctx context.Context, p Path) (Info, error) {
	i, err := followed(l, p, true, func(p Path) (Info, error) { return l.stat(ctx, p) })
	if err == nil {
		i.Name = p.Base()
	}
	return i, err
}

func (l *Local) stat(ctx context.Context, p Path) (Info, error) {
	name, err := l.enter(ctx, p)
	if err != nil {
		return Info{}, fail("stat", p, err)
	}
	fi, err := l.root.Stat(name)
	if err != nil {
		return Info{}, fail("stat", p, err)
	}
	return infoOf(p.Base(), fi), nil
}

// Lstat describes p itself, and what it points to when it is a symbolic link.
func (l *Local) Lstat(ctx context.Context, p Path) (Info, error) {
	return followed(l, p, false, func(p Path) (Info, error) { return l.lstat(ctx, p) })
}

func (l *Local) lstat(ctx context.Context, p Path) (Info, error) {
	name, err := l.enter(ctx, p)
	if err != nil {
		return Info{}, fail("lstat", p, err)
	}
	fi, err := l.root.Lstat(name)
	if err != nil {
		return Info{}, fail("lstat", p, err)
	}
	i := infoOf(p.Base(), fi)
	if i.IsSymlink() {
		if i.Target, err = l.root.Readlink(name); err != nil {
			return Info{}, fail("lstat", p, err)
		}
		i.Target = l.shown(p.Dir(), i.Target)
	}
	return i, nil
}

// Remove removes a file or symbolic link.
func (l *Local) Remove(ctx context.Context, p Path) error {
	return followedErr(l, p, false, func(p Path) error { return l.remove(ctx, p) })
}

func (l *Local) remove(ctx context.Context, p Path) error {
	_, err := l.enterEntry(ctx, p)
	if err == nil {
		err = l.unlink(p)
	}
	if err != nil {
		return fail("remove", p, err)
	}
	return nil
}

// Rmdir removes an empty directory.
func (l *Local) Rmdir(ctx context.Context, p Path) error {
	return followedErr(l, p, false, func(p Path) error { return l.rmdir(ctx, p) })
}

func (l *Local) rmdir(ctx context.Context, p Path) error {
	name, err := l.enterEntry(ctx, p)
	if err == nil {
		err = l.unlinkDir(p)
	}
	if ClassOf(err) == NotEmpty || ClassOf(err) == Exist { // POSIX lets a system say either
		var left Left
		if l.sweepDir(ctx, name, atOnce, &left); left.Removed > 0 {
			err = l.unlinkDir(p)
		}
	}
	if err != nil {
		return fail("rmdir", p, err)
	}
	return nil
}

// Mkdir makes a directory.
func (l *Local) Mkdir(ctx context.Context, p Path, o DirOptions) error {
	return followedErr(l, p, false, func(p Path) error { return l.mkdir(ctx, p, o) })
}

func (l *Local) mkdir(ctx context.Context, p Path, o DirOptions) error {
	name, err := l.enterWrite(ctx, p)
	if err == nil {
		err = l.root.Mkdir(name, l.dirPerm())
	}
	if err != nil {
		return fail("mkdir", p, err)
	}
	if perm, given := o.Umask.Of(l.dirPerm()); given {
		l.chmod(name, perm) // file systems without permissions refuse, and need not
	}
	return nil
}

// Rename renames a file or directory; a symbolic link is renamed itself.
func (l *Local) Rename(ctx context.Context, from, to Path) error {
	return l.renamed(ctx, from, to, func(from, to Path) error { return l.root.Rename(string(from[1:]), string(to[1:])) })
}

// RenameNew renames without replacing anything, which the system sees to where it can.
func (l *Local) RenameNew(ctx context.Context, from, to Path) error {
	return l.renamed(ctx, from, to, l.renameNew)
}

// renamed calls rename with both paths, or with those that they mean.
func (l *Local) renamed(ctx context.Context, from, to Path, rename func(from, to Path) error) error {
	err := l.renamedAt(ctx, from, to, rename)
	if err == nil || !escapes(err) {
		return err
	}
	source, ok := l.resolve(from, false)
	target, also := l.resolve(to, false)
	if !ok || !also {
		return err
	}
	return l.renamedAt(ctx, source, target, rename)
}

// renamedAt checks both names before it calls rename.
func (l *Local) renamedAt(ctx context.Context, from, to Path, rename func(from, to Path) error) error {
	if _, err := l.enterEntry(ctx, from); err != nil {
		return fail("rename", from, err)
	}
	_, err := l.enterEntry(ctx, to)
	if err == nil {
		err = rename(from, to)
	}
	if errors.Is(err, syscall.EXDEV) {
		err = ErrOtherDevice
	}
	if err != nil {
		return &Error{
			Op: "rename", Path: from, Class: ClassOf(err),
			Err: fmt.Errorf("to %s: %w", to, cause(err)),
		}
	}
	return nil
}

// lookAndRename is renameNew where the system has no call for it: what comes between the look and the renaming is
// replaced.
func (l *Local) lookAndRename(from, to Path) error {
	switch _, err := l.root.Lstat(string(to[1:])); {
	case err == nil:
		return errTaken
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return l.root.Rename(string(from[1:]), string(to[1:]))
}

// Space gives the bytes that an ordinary user may still write where p lies.
func (l *Local) Space(ctx context.Context, p Path) (int64, error) {
	return followed(l, p, true, func(p Path) (int64, error) { return l.space(ctx, p) })
}

func (l *Local) space(ctx context.Context, p Path) (int64, error) {
	name, err := l.enter(ctx, p)
	if err != nil {
		return 0, fail("space", p, err)
	}
	if fi, err := l.root.Stat(name); err != nil || !fi.IsDir() {
		name, _ = l.enter(ctx, p.Dir())
	}
	dir, err := l.openDir(name)
	if err != nil {
		return 0, fail("space", p, err)
	}
	defer dir.Close()
	free, err := freeBytes(dir)
	if err != nil {
		return 0, fail("space", p, err)
	}
	return free, nil
}

// openDir opens a directory as a handle for operations in it, not to be read.
func (l *Local) openDir(name string) (*os.File, error) {
	return l.root.OpenFile(name, dirHandle, 0)
}

// MaxUpload is the limit of the options.
func (l *Local) MaxUpload() int64 { return max(0, l.opts.MaxBytes) }

// Usage tells that nothing is limited.
func (l *Local) Usage(ctx context.Context) (Usage, error) {
	if err := ctx.Err(); err != nil {
		return Usage{}, fail("usage", "/", err)
	}
	return Usage{}, nil
}
