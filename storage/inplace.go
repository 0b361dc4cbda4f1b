package storage

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
)

// inPlaceUpload writes over the file itself.
type inPlaceUpload struct {
	sink
	fs    *Local
	dir   *folder // of a file that was made, where its entry is to be synced; else nil
	made  bool    // Create made the file
	keeps bool    // what lies behind what is written: the upload appends or patches
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
	u, err := l.over(f, p, o, made)
	if err != nil {
		f.Close()
		return nil, err
	}
	return u, nil
}

// over begins an upload that writes over f, which it takes if there is no error.
func (l *Local) over(f *os.File, p Path, o CreateOptions, made bool) (*inPlaceUpload, error) {
	u := &inPlaceUpload{fs: l, made: made, keeps: o.Mode == Append || o.Mode == Patch}
	var size int64
	if !made {
		fi, err := f.Stat()
		if err != nil {
			return nil, err
		}
		size = fi.Size()
	} else if l.opts.Sync == SyncData {
		dir, _, err := l.openParent(p.inRoot())
		if err != nil {
			return nil, err
		}
		u.dir = &dir
	}
	start := o.Offset
	if o.Mode == Append {
		start = size
	}
	u.sink = newSink(f, p, l.opts, start)
	u.stale = !u.keeps && size > start
	u.asked = o.Mode == Append // the kernel moves nothing into a file that is appended to
	if o.Mode == Patch {
		u.room = max(u.room, size-start) // what is there may be written over
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
		return u.end(committed, u.fault, u.undo())
	}
	return u.end(committed, cmp.Or(u.cut(), u.writeBack()), u.close())
}

// Abort keeps what was received, and cuts the file behind it. When nothing was
// received, the file is as it was before Create.
func (u *inPlaceUpload) Abort() error {
	if u.state != receiving {
		return u.again(aborted)
	}
	return u.end(aborted, u.undo())
}

func (u *inPlaceUpload) undo() error {
	var err error
	switch {
	case u.written > 0:
		err = cmp.Or(u.cut(), u.writeBack())
	case u.made:
		err = u.unmake()
	}
	return cmp.Or(err, u.close())
}

// close ends the use of the file, and syncs the entry of a new file if the options promise it.
func (u *inPlaceUpload) close() error {
	err := u.file.Close()
	if u.dir != nil {
		err = cmp.Or(err, u.entered(u.dir), u.dir.close())
	}
	return err
}

// cut ends the file behind the bytes that were written, unless the bytes behind them stay: those that a patch did not
// reach, or that another session has appended.
func (u *inPlaceUpload) cut() error {
	if u.keeps {
		return nil
	}
	fi, err := u.file.Stat()
	if err != nil || fi.Size() <= u.start+u.written {
		return err // a size that is set without need could be on the disk before the data
	}
	return u.file.Truncate(u.start + u.written)
}

// unmake removes the file that Create made, unless another has its name by now.
func (u *inPlaceUpload) unmake() error {
	ours, err := u.file.Stat()
	if err != nil {
		return err
	}
	return u.fs.removeSame(u.path, ours)
}
