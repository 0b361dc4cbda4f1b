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
	adds  bool  // opened with O_APPEND
}

// inPlace begins an upload that writes over the file from the offset on.
func (l *Local) inPlace(p Path, name string, flag int, o CreateOptions) (Upload, error) {
	if o.Offset > 0 {
		return l.resume(p, name, o.Offset, flag)
	}
	f, made, err := l.openOrMake(name, flag, o.Umask)
	if err != nil {
		return nil, err
	}
	adds := flag&os.O_APPEND != 0
	return &inPlaceUpload{sink: newSink(f, p, l.opts.MaxBytes), fs: l, made: made, adds: adds}, nil
}

// resume begins behind the first byte, so there must be a file.
func (l *Local) resume(p Path, name string, start int64, flag int) (Upload, error) {
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
	return &inPlaceUpload{sink: newSink(f, p, l.opts.MaxBytes), fs: l, start: start}, nil
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

// cut ends the file behind what was written. What was appended is its end already,
// or lies before what another session appended.
func (u *inPlaceUpload) cut() error {
	if u.adds {
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
