package aferofs

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"

	"github.com/spf13/afero"

	"github.com/portolan-ftp/portolan/storage"
)

// listBatch is how many entries are read at once: enough that it does not matter, few enough that the first
// ones come at once.
const listBatch = 256

// List yields the entries of the directory p.
func (t *tree) List(ctx context.Context, p storage.Path) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		if err := t.list(ctx, p, yield); err != nil {
			yield(storage.Info{}, fail("list", p, err))
		}
	}
}

// list yields the entries. Once yield has returned false it returns nil.
func (t *tree) list(ctx context.Context, p storage.Path, yield func(storage.Info, error) bool) error {
	if err := enter(ctx, p); err != nil {
		return err
	}
	if err := t.directory(p); err != nil {
		return err
	}
	dir, err := t.files.Open(string(p))
	if err != nil {
		return err
	}
	defer dir.Close()
	for {
		names, readErr := dir.Readdirnames(listBatch)
		for _, name := range names {
			if err := ctx.Err(); err != nil {
				return err
			}
			entry := p.Join(name)
			fi, err := t.lstat(entry)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			i := storage.Info{Name: name, Mode: fs.ModeIrregular, Fault: err}
			if err == nil {
				i = t.describe(entry, fi)
			}
			if !yield(i, nil) {
				return nil
			}
		}
		if readErr == io.EOF || readErr == nil && len(names) == 0 {
			return nil
		}
		if readErr != nil {
			return readErr
		}
	}
}

// Open opens a regular file for reading.
func (t *tree) Open(ctx context.Context, p storage.Path) (storage.File, error) {
	err := enter(ctx, p)
	var fi os.FileInfo
	if err == nil {
		fi, err = t.files.Stat(string(p))
	}
	if err == nil {
		err = regular(fi)
	}
	var opened afero.File
	if err == nil {
		opened, err = t.files.Open(string(p))
	}
	if err != nil {
		return nil, fail("open", p, err)
	}
	return &file{open: opened, path: p, info: infoOf(p.Base(), fi)}, nil
}

// file is an open file.
type file struct {
	open afero.File
	path storage.Path
	info storage.Info
}

// Info describes the file as it was when it was opened.
func (f *file) Info() storage.Info { return f.info }

// Seek sets the offset of the next Read or WriteTo.
func (f *file) Seek(offset int64, whence int) (int64, error) {
	before, err := f.open.Seek(0, io.SeekCurrent)
	var at int64
	if err == nil {
		at, err = f.open.Seek(offset, whence)
	}
	if err == nil && at < 0 { // as the one in memory allows
		_, err = f.open.Seek(before, io.SeekStart)
		err = errors.Join(errBadSeek, err)
	}
	if err != nil {
		return 0, fail("seek", f.path, err)
	}
	return at, nil
}

// Read reads from the current offset.
func (f *file) Read(b []byte) (int, error) {
	n, err := f.open.Read(b)
	if err == io.ErrUnexpectedEOF { // what the one in memory says behind the end
		err = io.EOF
	}
	if err != nil && err != io.EOF {
		err = fail("read", f.path, err)
	}
	return n, err
}

// WriteTo sends the rest of the file to w. A w that is an io.ReaderFrom gets the *os.File itself, if there is
// one, and otherwise the file as Read gives it.
func (f *file) WriteTo(w io.Writer) (int64, error) {
	open := f.open
	if below, ok := open.(*afero.BasePathFile); ok {
		open = below.File
	}
	if system, ok := open.(*os.File); ok {
		if rf, ok := w.(io.ReaderFrom); ok {
			return rf.ReadFrom(system)
		}
	}
	return io.Copy(w, struct{ io.Reader }{f})
}

// Close closes the file.
func (f *file) Close() error {
	if err := f.open.Close(); err != nil {
		return fail("close", f.path, err)
	}
	return nil
}
