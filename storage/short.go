package storage

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
)

const (
	// shortSize is what an upload of a new file may hold in memory. Most files of most servers are shorter; for them a
	// hidden file, its lock and a rename are a third of the work of storing them.
	shortSize = 32 << 10
	// shortUploads is how many uploads may do so at once, all of them in 8 MiB. The others begin with a hidden file.
	shortUploads = 256
)

var (
	shortTurns = make(chan struct{}, shortUploads)
	// shortBuffers is bounded by shortUploads; the garbage collector frees unused buffers.
	shortBuffers = make(chan *[shortSize]byte, shortUploads)
)

// shortUpload is a Safe upload to a name that nothing has. While it is short it is in memory alone, and Commit makes
// the file with its content. One that grows longer becomes a besideUpload.
type shortUpload struct {
	local *Local
	path  Path
	dir   folder // long's, once there is one
	name  string // in dir
	mask  Umask

	held   *[shortSize]byte
	n      int           // bytes that came, in held
	long   *besideUpload // nil while the upload is short
	fault  error         // why there is no hidden file: dir is closed
	state  state
	result error
}

// short begins an upload to a name in dir that nothing has, and takes dir over, if it can be held in memory and nothing
// but its content can fail at the end.
func (l *Local) short(p Path, dir folder, name string, o CreateOptions) (*shortUpload, bool) {
	if l.opts.Uploads != Safe || l.opts.Sync == SyncData || l.opts.MaxBytes > 0 || o.Whole || !dir.takesNames() {
		return nil, false
	}
	select {
	case shortTurns <- struct{}{}:
	default:
		return nil, false
	}
	u := &shortUpload{local: l, path: p, dir: dir, name: name, mask: o.Umask}
	select {
	case u.held = <-shortBuffers:
	default:
		u.held = new([shortSize]byte)
	}
	return u, true
}

// Path is where the file goes.
func (u *shortUpload) Path() Path { return u.path }

// Write holds b, or adds it to the hidden file.
func (u *shortUpload) Write(b []byte) (int, error) {
	if err := u.ready(); err != nil {
		return 0, err
	}
	if u.long == nil && len(b) <= shortSize-u.n {
		u.n += copy(u.held[u.n:], b)
		return len(b), nil
	}
	if err := u.lengthen(); err != nil {
		return 0, err
	}
	return u.long.Write(b)
}

// ReadFrom adds what r gives until its end.
func (u *shortUpload) ReadFrom(r io.Reader) (int64, error) {
	if err := u.ready(); err != nil {
		return 0, err
	}
	before := u.n
	for empty := 0; u.long == nil && u.n < shortSize; empty++ {
		n, err := r.Read(u.held[u.n:])
		u.n += n
		switch {
		case err == io.EOF:
			return int64(u.n - before), nil
		case err != nil:
			return int64(u.n - before), err
		case n > 0:
			empty = 0
		case empty == maxEmptyReads:
			return int64(u.n - before), io.ErrNoProgress
		}
	}
	came := int64(u.n - before)
	if err := u.lengthen(); err != nil {
		return came, err
	}
	n, err := u.long.ReadFrom(r)
	return came + n, err
}

// ready refuses to write after the end or a fault.
func (u *shortUpload) ready() error {
	if u.state != receiving {
		return fail("write", u.path, os.ErrClosed)
	}
	return u.fault
}

// lengthen makes the hidden file, with what came.
func (u *shortUpload) lengthen() error {
	if u.long != nil {
		return nil
	}
	long, err := u.local.besideNothing(u.path, u.dir, u.name, u.mask)
	if err != nil {
		u.fault = fail("write", u.path, err)
		return u.fault
	}
	u.long = long
	_, err = long.Write(u.held[:u.n])
	return err
}

// Commit makes the file. It replaces a file that another upload has made meanwhile, as a hidden file would.
func (u *shortUpload) Commit() error {
	if u.state != receiving {
		return u.again(committed)
	}
	if u.fault != nil {
		return u.end(committed, u.fault)
	}
	if u.long == nil {
		err := u.make()
		if !errors.Is(err, fs.ErrExist) {
			return u.end(committed, err, u.dir.close())
		}
		if err := u.lengthen(); err != nil && u.long == nil {
			return u.end(committed, err)
		}
	}
	return u.end(committed, u.long.Commit())
}

// Abort keeps the bytes that came, unless there are none or another upload has made the file meanwhile.
func (u *shortUpload) Abort() error {
	switch {
	case u.state != receiving:
		return u.again(aborted)
	case u.fault != nil:
		return u.end(aborted)
	case u.long != nil:
		return u.end(aborted, u.long.Abort())
	case u.n == 0:
		return u.end(aborted, u.dir.close())
	}
	err := u.make()
	if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	return u.end(aborted, err, u.dir.close())
}

// make makes the file with its content. If the device is full, the part that could be written stays.
func (u *shortUpload) make() error {
	f, err := u.dir.make(u.name, u.local.filePerm())
	if err != nil {
		return err
	}
	applyMask(f, u.mask, u.local.filePerm())
	n, err := f.Write(u.held[:u.n])
	if err == nil {
		if u.local.opts.Sync == SyncStart {
			startWriting(f, int64(n))
		}
		return f.Close()
	}
	if n == 0 {
		if made, failed := f.Stat(); failed == nil {
			u.dir.removeSame(u.name, made)
		}
	}
	f.Close() // the first error counts
	return err
}

// end notes how the upload ended, and gives its turn and its memory back; the first error counts.
func (u *shortUpload) end(as state, errs ...error) error {
	u.state = as
	if err := cmp.Or(errs...); err != nil {
		u.result = fail(as.op(), u.path, err)
	}
	select {
	case shortBuffers <- u.held:
	default:
	}
	u.held = nil
	<-shortTurns
	return u.result
}

// again answers a Commit or Abort after the end, as an upload to a hidden file does.
func (u *shortUpload) again(as state) error {
	s := sink{path: u.path, state: u.state, result: u.result}
	return s.again(as)
}
