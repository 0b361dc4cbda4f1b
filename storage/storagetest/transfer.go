package storagetest

import (
	"context"
	"io"

	"github.com/portolan-ftp/portolan/storage"
)

func (f *faulty) Open(ctx context.Context, p storage.Path) (storage.File, error) {
	if err := f.call(Open, p); err != nil {
		return nil, err
	}
	file, err := f.fs.Open(ctx, p)
	c := f.limit(Read)
	if err != nil || c == nil {
		return file, err
	}
	return &faultyFile{File: file, path: p, fault: c, left: c.After}, nil
}

// faultyFile fails to be read beyond its first bytes.
type faultyFile struct {
	storage.File
	path  storage.Path
	fault *counted
	left  int64
}

func (f *faultyFile) Read(b []byte) (int, error) {
	if f.left == 0 {
		return 0, f.fault.err(Read, f.path)
	}
	n, err := f.File.Read(b[:min(int64(len(b)), f.left)])
	f.left -= int64(n)
	return n, err
}

func (f *faultyFile) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, plainReader{f})
}

func (f *faulty) MaxUpload() int64 { return f.fs.MaxUpload() }

func (f *faulty) Create(ctx context.Context, p storage.Path, o storage.CreateOptions) (storage.Upload, error) {
	if err := f.call(Create, p); err != nil {
		return nil, err
	}
	up, err := f.fs.Create(ctx, p, o)
	if err != nil {
		return nil, err
	}
	u := &faultyUpload{Upload: up, fs: f, fault: f.limit(Write)}
	if u.fault != nil {
		u.left = u.fault.After
	}
	return u, nil
}

// faultyUpload keeps the contract of an Upload while it fails.
type faultyUpload struct {
	storage.Upload
	fs     *faulty
	fault  *counted // of Write; nil when writing does not fail
	left   int64
	broken error // what Write failed with
	ended  bool
	commit error // of a Commit that was made to fail
	abort  error // of an Abort that was made to fail
}

func (u *faultyUpload) Write(b []byte) (int, error) {
	if u.broken != nil {
		return 0, u.broken
	}
	if u.fault == nil {
		return u.Upload.Write(b)
	}
	fits := b[:min(int64(len(b)), u.left)]
	n, err := u.Upload.Write(fits)
	u.left -= int64(n)
	if err == nil && len(fits) < len(b) {
		u.broken = u.fault.err(Write, u.Path())
		err = u.broken
	}
	return n, err
}

func (u *faultyUpload) ReadFrom(r io.Reader) (int64, error) {
	if u.fault == nil {
		return u.Upload.ReadFrom(r)
	}
	return io.Copy(plainWriter{u}, r)
}

func (u *faultyUpload) Commit() error {
	if !u.ended {
		u.ended = true
		u.commit = u.broken
		if u.commit == nil {
			u.commit = u.fs.call(Commit, u.Path())
		}
		if u.commit != nil {
			u.Upload.Abort()
		}
	}
	if u.commit != nil {
		return u.commit
	}
	return u.Upload.Commit()
}

func (u *faultyUpload) Abort() error {
	if !u.ended {
		u.ended = true
		u.abort = u.fs.call(Abort, u.Path())
	}
	err := u.Upload.Abort()
	if u.abort != nil {
		return u.abort
	}
	return err
}
