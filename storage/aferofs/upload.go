package aferofs

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"strconv"

	"github.com/spf13/afero"

	"github.com/portolan-ftp/portolan/storage"
)

const (
	// filePerm is what new files get, as of package os.
	filePerm = 0o666
	// uniqueTries bounds the names that Unique tries.
	uniqueTries = 1000
)

// Create begins an upload.
func (t *tree) Create(ctx context.Context, p storage.Path, o storage.CreateOptions) (storage.Upload, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	u, err := t.create(ctx, p, o)
	if err != nil {
		return nil, fail("create", p, err)
	}
	if perm, given := o.Umask.Of(filePerm); given && u.made {
		t.files.Chmod(string(u.path), perm) // an Fs without permissions refuses, and need not
	}
	return u, nil
}

func (t *tree) create(ctx context.Context, p storage.Path, o storage.CreateOptions) (*upload, error) {
	if err := enter(ctx, p); err != nil {
		return nil, err
	}
	switch {
	case p == "/":
		return nil, errIsDir
	case !positionFits(o):
		return nil, errOffset
	}
	if err := t.directory(p.Dir()); err != nil {
		return nil, err
	}
	switch o.Mode {
	case storage.Replace, storage.Resume, storage.Patch:
		return t.begin(p, os.O_WRONLY, o)
	case storage.Append:
		return t.begin(p, os.O_WRONLY|os.O_APPEND, o)
	case storage.Unique:
		return t.unique(p, o)
	}
	return nil, errMode
}

// MaxUpload limits nothing.
func (t *tree) MaxUpload() int64 { return 0 }

// positionFits says whether a position is where there can be one.
func positionFits(o storage.CreateOptions) bool {
	positioned := o.Mode == storage.Resume || o.Mode == storage.Patch
	return o.Offset >= 0 && o.Length >= 0 && (positioned || o.Offset == 0) && (o.Length > 0) == (o.Mode == storage.Patch)
}

// unique makes p, or p.1, or p.2 ...
func (t *tree) unique(p storage.Path, o storage.CreateOptions) (*upload, error) {
	for i := range uniqueTries {
		q := p
		if i > 0 {
			q += storage.Path("." + strconv.Itoa(i))
		}
		if _, err := t.lstat(q); errors.Is(err, fs.ErrNotExist) {
			return t.begin(q, os.O_WRONLY|os.O_EXCL, o)
		} else if err != nil {
			return nil, err
		}
	}
	return nil, errNoUnique
}

// begin opens the file, or makes it where it may be missing.
func (t *tree) begin(p storage.Path, flag int, o storage.CreateOptions) (*upload, error) {
	start := o.Offset
	fi, err := t.files.Stat(string(p))
	missing := errors.Is(err, fs.ErrNotExist)
	switch {
	case missing && start > 0:
		return nil, errOffset
	case missing:
		flag |= os.O_CREATE
	case err != nil:
		return nil, err
	case regular(fi) != nil:
		return nil, regular(fi)
	case start > fi.Size():
		return nil, errOffset
	}
	f, err := t.files.OpenFile(string(p), flag, filePerm)
	if err == nil && start > 0 {
		_, err = f.Seek(start, io.SeekStart)
	}
	if err != nil {
		if f != nil {
			f.Close()
		}
		return nil, err
	}
	u := &upload{tree: t, file: f, path: p, start: start, room: math.MaxInt64, made: missing, whole: o.Whole,
		keeps: o.Mode == storage.Append || o.Mode == storage.Patch}
	if o.Mode == storage.Patch {
		u.room = o.Length
	}
	u.stale = !missing && !u.keeps && fi.Size() > start
	return u, nil
}

// upload writes over the file itself.
type upload struct {
	tree    *tree
	file    afero.File
	path    storage.Path
	start   int64 // where the first byte goes
	written int64
	room    int64 // bytes that may still come
	stale   bool  // there are old bytes, which go when the first new one comes
	made    bool  // Create made the file
	whole   bool  // which is then not to stay if the upload is aborted
	keeps   bool  // what lies behind what is written: the upload appends or patches
	fault   error
	ended   ending
	result  error // of Commit or Abort
}

// ending is how an upload ended: the operation that did it.
type ending string

const (
	committed ending = "commit"
	aborted   ending = "abort"
)

// Path is where the file goes.
func (u *upload) Path() storage.Path { return u.path }

// Write adds b to the file.
func (u *upload) Write(b []byte) (int, error) {
	if u.ended != "" {
		return 0, fail("write", u.path, errEndedLate)
	}
	if u.fault != nil {
		return 0, u.fault
	}
	fits := b[:min(int64(len(b)), u.room)]
	if u.stale && len(fits) > 0 {
		if err := u.file.Truncate(u.start); err != nil {
			u.fault = fail("write", u.path, err)
			return 0, u.fault
		}
		u.stale = false
	}
	n, err := u.file.Write(fits)
	u.written += int64(n)
	u.room -= int64(n)
	if err == nil && len(fits) < len(b) {
		err = errRange
	}
	if err != nil {
		u.fault = fail("write", u.path, err)
	}
	return n, u.fault
}

// ReadFrom adds what r gives until its end.
func (u *upload) ReadFrom(r io.Reader) (int64, error) {
	if u.ended != "" {
		return 0, fail("write", u.path, errEndedLate)
	}
	return io.Copy(struct{ io.Writer }{u}, r)
}

// Commit cuts the file behind what was written.
func (u *upload) Commit() error {
	switch {
	case u.ended == committed:
		return u.result
	case u.ended == aborted:
		return fail("commit", u.path, errEndedLate)
	case u.fault != nil:
		return u.end(committed, u.fault, u.undo(), u.file.Close())
	}
	return u.end(committed, u.cut(), u.file.Close())
}

// Abort keeps what was received, and cuts the file behind it. When nothing was received, the file is as it was.
func (u *upload) Abort() error {
	switch u.ended {
	case committed:
		return nil
	case aborted:
		return u.result
	}
	return u.end(aborted, u.undo(), u.file.Close())
}

// end notes how the upload ended; the first error counts.
func (u *upload) end(as ending, errs ...error) error {
	u.ended = as
	if err := cmp.Or(errs...); err != nil {
		u.result = fail(string(as), u.path, err)
	}
	return u.result
}

func (u *upload) undo() error {
	switch {
	case u.written > 0 && !(u.whole && u.made):
		return u.cut()
	case u.made:
		u.tree.mu.Lock()
		defer u.tree.mu.Unlock()
		return u.tree.files.Remove(string(u.path))
	}
	return nil
}

// cut ends the file behind what was written, unless what follows is to stay.
func (u *upload) cut() error {
	if u.keeps {
		return nil
	}
	return u.file.Truncate(u.start + u.written)
}
