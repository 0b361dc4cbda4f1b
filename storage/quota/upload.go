package quota

import (
	"context"
	"io"
	"math"

	"github.com/portolan-ftp/portolan/storage"
)

// step is how much room is taken at a time, in bytes: so much that the kernel moves data in few goes, and so
// little that what a slow upload holds back keeps others from little.
const step = 256 << 10

// Create begins an upload if there is any room for it.
func (f *files) Create(ctx context.Context, p storage.Path, o storage.CreateOptions) (storage.Upload, error) {
	end, err := f.begin(ctx, "create", p)
	if err != nil {
		return nil, err
	}
	defer end()
	f.ledger.ask()
	u := &upload{files: f, fresh: true}
	if o.Mode != storage.Unique {
		u.look(ctx, p, o)
	}
	if !u.fresh && o.Mode == storage.Replace && f.limits.Bytes > 0 {
		o.Whole = true // there may be no room for all of it
	}
	if err := f.admit(ctx, u, p); err != nil {
		return nil, err
	}
	if u.Upload, err = f.FS.Create(ctx, p, o); err != nil {
		return nil, err
	}
	u.path = u.Upload.Path()
	if u.path != p && f.busy(ctx, u.path, storage.Info{}) { // one that is not to be seen yet, or not entered yet
		u.Upload.Abort()
		return nil, fail("create", u.path, storage.Busy, errBusy)
	}
	u.above = f.above(ctx, u.path)
	if u.fresh {
		u.info, _ = f.FS.Stat(ctx, u.path) // so that its other names are known
		f.ledger.add(0, 1)
	}
	f.ledger.mu.Lock()
	defer f.ledger.mu.Unlock()
	f.ledger.uploads[u] = struct{}{}
	return u, nil
}

// above are the directories that p is in, its own first.
func (f *files) above(ctx context.Context, p storage.Path) (all []object) {
	for dir := p; dir != "/"; {
		dir = dir.Dir()
		i, _ := f.FS.Stat(ctx, dir)
		all = append(all, identity(i))
	}
	return all
}

// look finds what is there before the upload.
func (u *upload) look(ctx context.Context, p storage.Path, o storage.CreateOptions) {
	i, err := u.files.FS.Lstat(ctx, p)
	if err == nil && i.IsSymlink() {
		u.link = true
		i, err = u.files.FS.Stat(ctx, p)
	}
	if err != nil {
		return
	}
	u.fresh, u.info, u.before = false, i, size(i)
	if o.Mode != storage.Append {
		u.credit = max(0, u.before-o.Offset)
	}
}

// admit refuses an upload for which there is no room at all, or that another writes.
func (f *files) admit(ctx context.Context, u *upload, p storage.Path) error {
	switch l := f.ledger; {
	case f.busy(ctx, p, u.info):
		return fail("create", p, storage.Busy, errBusy)
	case u.fresh && !f.room():
		return fail("create", p, storage.Quota, errFiles)
	case u.credit == 0 && f.limits.Bytes > 0 && l.full(f.limits.Bytes):
		return fail("create", p, storage.Quota, errBytes)
	}
	return nil
}

// full reports whether there is no room for a byte.
func (l *Ledger) full(limit int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bytes >= limit
}

// upload takes room before it writes.
type upload struct {
	storage.Upload
	files  *files
	path   storage.Path // where it goes; set before others see the upload, as is info
	info   storage.Info // what was there, or what was made
	above  []object     // the directories that it is in, its own first
	link   bool         // p was a symbolic link
	whole  bool         // what lies below path is busy too: it is being renamed, and nothing is written
	fresh  bool         // nothing was there
	before int64        // the size of what was there
	credit int64        // bytes that replace others, and need no room
	taken  int64        // room that it has taken
	fault  error        // no room: nothing is written after it
	ended  bool
}

// take takes room for up to n bytes. It returns how many may be written, and how many of them replace old bytes.
func (u *upload) take(n int64) (granted, charged int64) {
	granted = min(n, u.credit)
	u.credit -= granted
	l := u.files.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	charged = n - granted
	if limit := u.files.limits.Bytes; limit > 0 {
		charged = min(charged, max(0, limit-l.bytes))
	}
	l.change(charged, 0)
	u.taken += charged
	return granted + charged, charged
}

// giveBack returns room for n bytes that were not written, charged of which had been taken.
func (u *upload) giveBack(n, charged int64) {
	back := min(n, charged)
	u.credit += n - back
	u.taken -= back
	u.files.ledger.add(-back, 0)
}

// noRoom remembers that the limit is reached.
func (u *upload) noRoom() error {
	u.fault = fail("write", u.path, storage.Quota, errBytes)
	return u.fault
}

// Write adds as much of b as there is room for.
func (u *upload) Write(b []byte) (int, error) {
	if u.fault != nil {
		return 0, u.fault
	}
	granted, charged := u.take(int64(len(b)))
	n, err := u.Upload.Write(b[:granted])
	u.giveBack(granted-int64(n), charged)
	if err == nil && n < len(b) {
		err = u.noRoom()
	}
	return n, err
}

// ReadFrom adds what r gives until its end. The driver is handed a limited reader, which it knows how to take
// apart.
func (u *upload) ReadFrom(r io.Reader) (n int64, err error) {
	limited, ok := r.(*io.LimitedReader)
	if !ok {
		limited = &io.LimitedReader{R: r, N: math.MaxInt64}
	}
	for limited.N > 0 {
		if u.fault != nil {
			return n, u.fault
		}
		granted, charged := u.take(min(limited.N, step))
		if granted == 0 {
			return n, u.drained(limited)
		}
		part := &io.LimitedReader{R: limited.R, N: granted}
		moved, err := u.Upload.ReadFrom(part)
		n += moved
		limited.N -= moved
		u.giveBack(granted-moved, charged)
		if err != nil || moved < granted {
			return n, err
		}
	}
	return n, nil
}

// drained tells whether r ends where the limit is reached.
func (u *upload) drained(r io.Reader) error {
	var one [1]byte
	n, err := io.ReadFull(r, one[:])
	switch {
	case n > 0:
		return u.noRoom()
	case err == io.EOF:
		return nil
	}
	return err
}

// Commit makes the file, unless there was no room for all of it.
func (u *upload) Commit() error {
	if u.fault != nil {
		u.Abort()
		return u.fault
	}
	err := u.Upload.Commit()
	u.settle()
	return err
}

// Abort gives the upload up.
func (u *upload) Abort() error {
	err := u.Upload.Abort()
	u.settle()
	return err
}

// settle corrects the counts to what is there now.
func (u *upload) settle() {
	if u.ended {
		return
	}
	u.ended = true
	f := u.files
	f.ledger.tree.Lock()
	defer f.ledger.tree.Unlock()
	now, err := f.FS.Lstat(context.Background(), u.path)
	if err == nil && u.link {
		now, err = f.FS.Stat(context.Background(), u.path)
	}
	grown, made := size(now)-u.before-u.taken, int64(0)
	switch {
	case err != nil && u.fresh && storage.ClassOf(err) == storage.NotExist:
		grown, made = -u.taken, -1
	case err != nil:
		grown = 0
	}
	f.ledger.add(grown, made)
	f.ledger.mu.Lock()
	defer f.ledger.mu.Unlock()
	delete(f.ledger.uploads, u)
}
