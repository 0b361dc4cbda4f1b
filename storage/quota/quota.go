// Package quota keeps what the sessions of one home store within limits: bytes in files, and names (files,
// directories and links).
//
//	home := quota.NewLedger(files)                     // begins to count what is there
//	mine := home.Limit(files, quota.Limits{Bytes: 10 << 30})
//	up, err := mine.Create(ctx, "/big", storage.CreateOptions{})  // class Quota when there is no room
//
// All sessions of a home share its ledger, so that together they stay within the limits: room is taken before a byte is
// written, and given back when it was not needed. The limit is enforced while bytes are written, and not by a check
// before: an upload that runs out of room fails with class [storage.Quota], and so does its Commit.
//
// Files are counted once, in the background, when the ledger is made; changes wait for that. Nothing is kept on the
// disk. Changes that bypass the ledger are noticed when the next ledger is made. A file is uploaded, removed or renamed
// by one session at a time; another gets class [storage.Busy].
//
// An upload that replaces a file needs room only for the bytes beyond the old file's size, although both are on the
// disk until it ends. One that runs out of room leaves the old file, whatever way of uploading the driver has.
package quota

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// countWait is how long a change waits for the first count: seconds are enough for a million files on a disk of
// today, and a client that is told to come back later does.
const countWait = 10 * time.Second

// Limits is what a home may hold; 0 is no limit.
type Limits struct {
	Bytes int64 // in regular files
	Files int64 // names: files, directories, links and others
}

// The causes that this package finds itself.
var (
	errBytes    = errors.New("the limit of bytes is reached")
	errFiles    = errors.New("the limit of files is reached")
	errCounting = errors.New("what is there is still being counted")
	errBusy     = errors.New("another upload or rename is under way there")
)

// fail makes the error of an operation.
func fail(op string, p storage.Path, class storage.Class, err error) error {
	return &storage.Error{Op: op, Path: p, Class: class, Err: err}
}

// Ledger is what a home holds.
type Ledger struct {
	counted chan struct{} // closed when the first count has ended
	stop    context.CancelFunc
	share   Share // nil for a home of this server alone

	tree sync.Mutex // held from looking at the tree to changing it; before mu

	mu      sync.Mutex
	fault   error // why the first count failed
	bytes   int64
	files   int64
	pending usage                // what others have yet to be told of
	uploads map[*upload]struct{} // under way; long renames hold both names by one each
}

// NewLedger begins to count what files holds. Close ends that.
func NewLedger(files storage.Lister) *Ledger { return NewShared(files, nil) }

// NewShared is NewLedger for a home that other servers change too; see Share.
func NewShared(files storage.Lister, share Share) *Ledger {
	ctx, stop := context.WithCancel(context.Background())
	l := &Ledger{counted: make(chan struct{}), stop: stop, share: share, uploads: map[*upload]struct{}{}}
	go l.count(ctx, files)
	return l
}

// Close ends a count that is under way and waits for its end. What has been limited goes on.
func (l *Ledger) Close() {
	l.stop()
	<-l.counted
	if l.share != nil {
		l.share.Part()
	}
}

// count takes stock. Directories that cannot be read count as empty: nothing is stored in them from here.
func (l *Ledger) count(ctx context.Context, files storage.Lister) {
	defer close(l.counted)
	if l.join(ctx) {
		return
	}
	var bytes, names int64
	if s, ok := files.(storage.Sweeper); ok { // what cannot be swept away is on the disk, though no list tells it
		left, _ := s.Sweep(ctx)
		bytes, names = left.Bytes, left.Files
	}
	err := storage.Walk(ctx, files, "/", storage.Visitor[storage.Place]{
		Enter: func(_ storage.Place, i storage.Info) error {
			names++
			bytes += size(i)
			return nil
		},
		Fault: func(storage.Place, error) error { return nil },
	})
	if err == nil && l.share != nil {
		bytes, names = l.share.Settle(ctx, bytes, names)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bytes, l.files, l.fault = bytes, names, err
}

// size is what an object counts for.
func size(i storage.Info) int64 {
	if !i.IsRegular() {
		return 0
	}
	return i.Size
}

// ready waits for the first count.
func (l *Ledger) ready(ctx context.Context) error {
	select {
	case <-l.counted:
	default:
		timer := time.NewTimer(countWait)
		defer timer.Stop()
		select {
		case <-l.counted:
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
			return fail("count", "/", storage.Busy, errCounting)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fault != nil {
		return fmt.Errorf("count what is there: %w", l.fault)
	}
	return nil
}

// add changes the counts.
func (l *Ledger) add(bytes, files int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.change(bytes, files)
}

// object is the identity of a file or directory, the zero value where the driver tells none.
type object struct{ device, inode uint64 }

func identity(i storage.Info) object {
	if i.Inode == 0 {
		return object{}
	}
	return object{i.Device, i.Inode}
}

// idle reports whether no upload is under way.
func (l *Ledger) idle() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.uploads) == 0
}

// within reports whether p lies in dir, at any depth.
func within(p, dir storage.Path) bool { return strings.HasPrefix(string(p), string(dir)+"/") }

// busy reports whether an upload or a long rename is under way to p, which lies in the directory dir, to the object o or to something
// in it.
func (l *Ledger) busy(p storage.Path, dir, o object) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for u := range l.uploads {
		switch {
		case u.path == p, within(u.path, p), u.whole && within(p, u.path):
			return true
		case dir != object{} && u.above[0] == dir && u.path.Base() == p.Base():
			return true
		case o != object{} && (identity(u.info) == o || slices.Contains(u.above, o)):
			return true
		}
	}
	return false
}
