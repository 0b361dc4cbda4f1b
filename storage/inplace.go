package storage

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// inPlaceUpload writes over the file itself.
type inPlaceUpload struct {
	sink
	fs    *Local
	start int64 // where the first byte goes
	made  bool  // Create made the file
	keeps bool  // what lies behind what is written: the upload appends or patches
}

// inPlace begins an upload that writes over the file itself.
func (l *Local) inPlace(p Path, name string, flag int, o CreateOptions) (Upload, error) {
	var f *os.File
	var made bool
	var err error
	if o.Offset > 0 {
		f, err = l.openAt(name, o.Offset, flag)
	} else {
		f, made, err = l.openOrMake(name, flag, o.Umask)
	}
	if err != nil {
		return nil, err
	}
	u := &inPlaceUpload{sink: newSink(f, p, l.opts.MaxBytes), fs: l, start: o.Offset, made: made,
		keeps: o.Mode == Append || o.Mode == Patch}
	if o.Mode == Patch {
		u.bound(o.Length)
	}
	return u, nil
}

// openAt opens the file behind its first byte, so there must be one.
func (l *Local) openAt(name string, start int64, flag int) (*os.File, error) {
	f, fi, err := openRegular(l.root, name, flag)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errOffset
	}
	if err != nil {
		return nil, err
	}
	if start > fi.Size() {
		err = errOffset
	} else {
		_, err = f.Seek(start, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Commit cuts the file behind what was written.
func (u *inPlaceUpload) Commit() error {
	switch {
	case u.state != receiving:
		return u.again(committed)
	case u.fault != nil:
		return u.end(committed, u.fault, u.undo(), u.file.Close())
	}
	return u.end(committed, u.cut(), u.file.Close())
}

// Abort keeps what was received, and cuts the file behind it. When nothing was
// received, the file is as it was before Create.
func (u *inPlaceUpload) Abort() error {
	if u.state != receiving {
		return u.again(aborted)
	}
	return u.end(aborted, u.undo(), u.file.Close())
}

func (u *inPlaceUpload) undo() error {
	switch {
	case u.written > 0:
		return u.cut()
	case u.made:
		return u.unmake()
	}
	return nil
}

// cut ends the file behind what was written, unless what follows is to stay: what a
// patch did not reach, or what another session appended.
func (u *inPlaceUpload) cut() error {
	if u.keeps {
		return nil
	}
	return u.file.Truncate(u.start + u.written)
}

// unmake removes the file that Create made, unless another has its name by now.
func (u *inPlaceUpload) unmake() error {
	ours, err := u.file.Stat()
	if err != nil {
		return err
	}
	return removeSame(u.fs.root, string(u.path[1:]), ours)
}
