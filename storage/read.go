package storage

import (
	"context"
	"io"
	"io/fs"
	"os"
)

// Open opens a regular file for reading.
func (l *Local) Open(ctx context.Context, p Path) (File, error) {
	return followed(l, p, true, func(p Path) (File, error) { return l.open(ctx, p) })
}

func (l *Local) open(ctx context.Context, p Path) (File, error) {
	name, err := l.enter(ctx, p)
	if err != nil {
		return nil, fail("open", p, err)
	}
	if f, ok := l.readPlain(p, name); ok {
		return f, nil
	}
	f, fi, err := openRegular(l.root, name, os.O_RDONLY)
	if err != nil {
		return nil, fail("open", p, err)
	}
	return &localFile{os: f, path: p, info: infoOf(p.Base(), fi)}, nil
}

// openRegular opens name when it is a regular file. It looks first, because opening
// a device can have effects; and it looks again at what it opened, without having
// been able to block, because the first look may be out of date.
func openRegular(root *os.Root, name string, flag int) (*os.File, fs.FileInfo, error) {
	fi, err := root.Stat(name)
	if err == nil {
		err = regular(fi.Mode())
	}
	if err != nil {
		return nil, nil, err
	}
	f, err := root.OpenFile(name, flag|openCautiously, 0)
	if err != nil {
		return nil, nil, err
	}
	return settled(f)
}

// settled returns a file that was opened cautiously if it is regular, and closes it otherwise.
func settled(f *os.File) (*os.File, fs.FileInfo, error) {
	fi, err := f.Stat()
	if err == nil {
		err = regular(fi.Mode())
	}
	if err == nil {
		err = blocking(f)
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, fi, nil
}

// regular refuses whatever is no regular file.
func regular(mode fs.FileMode) error {
	switch {
	case mode.IsDir():
		return errIsDir
	case !mode.IsRegular():
		return errSpecial
	}
	return nil
}

// localFile is a File of the local disk.
type localFile struct {
	os   *os.File
	path Path
	info Info
}

// Info describes the file as it was when it was opened.
func (f *localFile) Info() Info { return f.info }

// Read reads from the current offset.
func (f *localFile) Read(b []byte) (int, error) {
	n, err := f.os.Read(b)
	if err != nil && err != io.EOF {
		err = fail("read", f.path, err)
	}
	return n, err
}

// Seek sets the offset of the next Read or WriteTo.
func (f *localFile) Seek(offset int64, whence int) (int64, error) {
	n, err := f.os.Seek(offset, whence)
	if err != nil {
		err = fail("seek", f.path, err)
	}
	return n, err
}

// WriteTo sends the rest of the file to w. A w that is an io.ReaderFrom gets the
// bare *os.File, from which a TCP connection uses sendfile(2); its errors come
// back as they are, like those of w.Write.
func (f *localFile) WriteTo(w io.Writer) (int64, error) {
	if rf, ok := w.(io.ReaderFrom); ok {
		return rf.ReadFrom(f.os)
	}
	return pump(w, f)
}

// Close closes the file.
func (f *localFile) Close() error {
	if err := f.os.Close(); err != nil {
		return fail("close", f.path, err)
	}
	return nil
}
