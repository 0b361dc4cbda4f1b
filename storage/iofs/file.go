package iofs

import (
	"context"
	"errors"
	"io"
	"io/fs"

	"github.com/portolan-ftp/portolan/storage"
)

// Open opens a regular file for reading.
func (t *tree) Open(ctx context.Context, p storage.Path) (storage.File, error) {
	name, err := enter(ctx, "open", p)
	if err != nil {
		return nil, err
	}
	fi, err := fs.Stat(t.files, name)
	switch {
	case err != nil:
		return nil, fail("open", p, err)
	case fi.IsDir():
		return nil, refuse("open", p, storage.IsDirectory, errDirectory)
	case !fi.Mode().IsRegular():
		return nil, refuse("open", p, storage.Unsupported, errSpecial)
	}
	f, err := t.files.Open(name)
	if err != nil {
		return nil, fail("open", p, err)
	}
	return &file{files: t.files, name: name, path: p, info: infoOf(p.Base(), fi), open: f}, nil
}

// file is an open file that can seek, whether package io/fs's can or not.
type file struct {
	files  fs.FS
	name   string
	path   storage.Path
	info   storage.Info
	open   fs.File
	at     int64 // where open is
	want   int64 // where the next byte is to come from
	closed bool
}

// Info describes the file as it was when it was opened.
func (f *file) Info() storage.Info { return f.info }

// Seek sets the offset of the next Read or WriteTo, which do the moving.
func (f *file) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += f.want
	case io.SeekEnd:
		offset += f.info.Size
	default:
		offset = -1
	}
	if offset < 0 {
		return 0, refuse("seek", f.path, storage.InvalidOffset, fs.ErrInvalid)
	}
	f.want = offset
	return offset, nil
}

// move brings the open file to where the next byte is to come from. io.EOF means that this is behind the end,
// where some files do not seek to.
func (f *file) move() error {
	switch {
	case f.closed:
		return fs.ErrClosed
	case f.at == f.want:
		return nil
	case f.want > f.info.Size:
		return io.EOF
	}
	if s, ok := f.open.(io.Seeker); ok {
		var err error
		f.at, err = s.Seek(f.want, io.SeekStart)
		return err
	}
	if f.at > f.want {
		again, err := f.files.Open(f.name)
		if err != nil {
			return err
		}
		f.open.Close()
		f.open, f.at = again, 0
	}
	n, err := io.CopyN(io.Discard, f.open, f.want-f.at)
	f.at += n
	return err
}

// Read reads from the current offset.
func (f *file) Read(b []byte) (int, error) {
	n, err := 0, f.move()
	if err == nil {
		n, err = f.open.Read(b)
		f.at += int64(n)
		f.want = f.at
	}
	if err != nil && err != io.EOF {
		err = fail("read", f.path, err)
	}
	return n, err
}

// WriteTo sends the rest of the file to w. A w that is an io.ReaderFrom gets the file of the fs.FS itself,
// which may be an *os.File.
func (f *file) WriteTo(w io.Writer) (int64, error) {
	rf, ok := w.(io.ReaderFrom)
	if !ok {
		return io.Copy(struct{ io.Writer }{w}, struct{ io.Reader }{f})
	}
	if err := f.move(); err != nil {
		if errors.Is(err, io.EOF) {
			return 0, nil
		}
		return 0, fail("read", f.path, err)
	}
	n, err := rf.ReadFrom(f.open)
	f.at += n
	f.want = f.at
	return n, err
}

// Close closes the file.
func (f *file) Close() error {
	f.closed = true
	if err := f.open.Close(); err != nil {
		return fail("close", f.path, err)
	}
	return nil
}
