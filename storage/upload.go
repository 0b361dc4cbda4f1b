package storage

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strconv"
)

const (
	// uniqueTries bounds the names that Unique tries, so that a directory full of
	// them costs a client's command some milliseconds and not the server.
	uniqueTries = 1000
	// createTries bounds the rounds of looking for a file and then opening or making
	// it, when others make and remove it meanwhile.
	createTries = 3
)

// Create begins an upload.
func (l *Local) Create(ctx context.Context, p Path, o CreateOptions) (Upload, error) {
	up, err := followed(l, p, true, func(p Path) (Upload, error) { return l.create(ctx, p, o) })
	if err != nil {
		return nil, fail("create", p, err)
	}
	if u, ok := up.(*besideUpload); ok && l.opts.Uploads == Strict {
		u.publish = o.Publish
	}
	return up, nil
}

func (l *Local) create(ctx context.Context, p Path, o CreateOptions) (Upload, error) {
	name, err := l.enterWrite(ctx, p)
	switch {
	case err != nil:
		return nil, err
	case p == "/":
		return nil, errIsDir
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Mode == Resume && o.Offset == 0 {
		o.Mode = Replace
	}
	switch o.Mode {
	case Replace:
		return l.replace(p, name, o)
	case Append:
		return l.inPlace(p, name, os.O_WRONLY|os.O_APPEND, o)
	case Resume, Patch:
		return l.inPlace(p, name, os.O_WRONLY, o)
	case Unique:
		return l.unique(p, o.Umask)
	}
	return nil, errMode
}

// check refuses a position where there can be none.
func (o CreateOptions) check() error {
	positioned := o.Mode == Resume || o.Mode == Patch
	if o.Offset < 0 || o.Length < 0 || o.Offset > 0 && !positioned || o.Length > 0 != (o.Mode == Patch) {
		return errOffset
	}
	return nil
}

// unique makes p, or p.1, or p.2 ...
func (l *Local) unique(p Path, mask Umask) (Upload, error) {
	for i := range uniqueTries {
		q := p
		if i > 0 {
			q += Path("." + strconv.Itoa(i))
		}
		f, err := l.make(string(q[1:]), os.O_WRONLY, mask)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if l.opts.Uploads == InPlace {
			return l.over(f, q, CreateOptions{}, true)
		}
		return l.fill(q, f)
	}
	return nil, errNoUnique
}

// openOrMake opens the file name for writing, or makes it when there is none.
func (l *Local) openOrMake(name string, flag int, mask Umask) (f *os.File, made bool, err error) {
	for range createTries {
		f, _, err = openRegular(l.root, name, flag)
		if !errors.Is(err, fs.ErrNotExist) {
			return f, false, err
		}
		f, err = l.make(name, flag, mask)
		if err == nil {
			return f, true, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, false, err
		}
	}
	return nil, false, errDangling
}

// make makes the file name, which is not there.
func (l *Local) make(name string, flag int, mask Umask) (*os.File, error) {
	f, err := l.root.OpenFile(name, flag|os.O_CREATE|os.O_EXCL, l.filePerm())
	if err != nil {
		return nil, err
	}
	applyMask(f, mask, l.filePerm())
	return f, nil
}

// applyMask takes the bits of a mask that was given from the permissions of a new file.
func applyMask(f *os.File, mask Umask, from fs.FileMode) {
	if perm, given := mask.Of(from); given {
		f.Chmod(perm) // file systems without permissions refuse, and need not
	}
}

// permit gives f permissions. It is an error only where they differ afterwards.
func permit(f *os.File, perm fs.FileMode) error {
	err := f.Chmod(perm)
	if err == nil {
		return nil
	}
	if fi, statErr := f.Stat(); statErr == nil && fi.Mode().Perm() == perm {
		return nil
	}
	return err
}
