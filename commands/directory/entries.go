package directory

import (
	"context"
	"io"
	"iter"
	"slices"
	"sync"

	"github.com/portolan-ftp/portolan/storage"
)

const (
	// firstChunk is how many bytes of a listing are sent as soon as they are there, so that the client sees the
	// first lines of a long one at once: about one network packet.
	firstChunk = 1 << 10
	// listChunk is how many bytes of a listing are sent at a time after that: enough to make system calls rare,
	// and all the memory that a listing takes, however long it is.
	listChunk = 32 << 10
	// longestLine is room for the line that goes beyond a chunk: two paths of 4 KiB, a link's name and target.
	longestLine = 9 << 10
	// entriesAtOnce is how many entries of a long listing are taken from the storage at a time: enough that switching
	// between the two costs little, and few enough for the memory of a listing.
	entriesAtOnce = 32
)

var listBuffers = sync.Pool{New: func() any {
	b := make([]byte, 0, listChunk+longestLine)
	return &b
}}

// Entries is a listing that has begun: its first entry is known, or that there is none. So an error that prevents the
// listing is answered before a data connection is opened.
type Entries struct {
	known []storage.Info
	next  func() ([]storage.Info, error, bool) // nil when known has all entries
	stop  func()

	missed func(error) // is called with the reason why an entry could not be read
}

// First is the first entry, which is known before any data connection. There must be one.
func (e *Entries) First() storage.Info { return e.known[0] }

// one is the listing of a single object.
func one(info storage.Info) *Entries { return &Entries{known: []storage.Info{info}, stop: func() {}} }

// Open begins to list a directory.
func Open(ctx context.Context, files storage.Lister, dir storage.Path) (*Entries, error) {
	return begin(files.List(ctx, dir))
}

// OpenNames begins to list the names in a directory, and looks at none of its entries.
func OpenNames(ctx context.Context, files storage.Lister, dir storage.Path) (*Entries, error) {
	return begin(func(yield func(storage.Info, error) bool) {
		for name, err := range storage.Names(ctx, files, dir) {
			if !yield(storage.Info{Name: name}, err) {
				return
			}
		}
	})
}

// begin takes the first entry of a listing.
func begin(list iter.Seq2[storage.Info, error]) (*Entries, error) {
	e := &Entries{}
	e.next, e.stop = iter.Pull2(several(list))
	known, err, _ := e.next()
	if err != nil {
		e.stop()
		return nil, err
	}
	e.known = known
	return e, nil
}

// several yields the entries of a listing in portions. The entries of the first chunk come one by one, so that a slow
// storage does not hold them back. The error that ends a listing comes without entries. A portion is valid until the
// next one.
func several(list iter.Seq2[storage.Info, error]) iter.Seq2[[]storage.Info, error] {
	return func(yield func([]storage.Info, error) bool) {
		alone := 0 // bytes of names that came one by one
		var portion []storage.Info
		for info, err := range list {
			if err != nil {
				if len(portion) == 0 || yield(portion, nil) {
					yield(nil, err)
				}
				return
			}
			portion = append(portion, info)
			if alone >= firstChunk && len(portion) < entriesAtOnce {
				continue
			}
			if !yield(portion, nil) {
				return
			}
			if alone += len(info.Name); alone >= firstChunk {
				portion = slices.Grow(portion[:0], entriesAtOnce)
			} else {
				portion = portion[:0]
			}
		}
		if len(portion) > 0 {
			yield(portion, nil)
		}
	}
}

// Counting calls missed for entries that could not be read. They are shown; the log counts them.
func (e *Entries) Counting(missed func(error)) *Entries {
	e.missed = missed
	return e
}

// Each visits the entries until visit returns an error, or the context ends, and ends the listing.
func (e *Entries) Each(ctx context.Context, show func(storage.Info) error) error {
	defer e.stop()
	visit := func(i storage.Info) error {
		if i.Fault != nil && e.missed != nil {
			e.missed(i.Fault)
		}
		return show(i)
	}
	for portion := e.known; ; {
		for _, i := range portion {
			if err := visit(i); err != nil {
				return err
			}
		}
		if e.next == nil {
			return nil
		}
		var err error
		var more bool
		if portion, err, more = e.next(); err != nil || !more {
			return err
		}
		if err := ctx.Err(); err != nil { // nothing may be written for long, where few names match
			return err
		}
	}
}

// Send writes a line for each entry, behind the lines that head has already. Memory is one buffer, whatever
// the length of the listing.
func (e *Entries) Send(ctx context.Context, w io.Writer, head []byte, line func([]byte, storage.Info) []byte) error {
	buf := listBuffers.Get().(*[]byte)
	defer listBuffers.Put(buf)
	lines := lineWriter{w: w, pending: append((*buf)[:0], head...), limit: firstChunk}
	if err := e.Each(ctx, func(i storage.Info) error { return lines.take(line(lines.pending, i)) }); err != nil {
		return err
	}
	return lines.flush()
}

// lineWriter writes lines in pieces that are small at first and then large.
type lineWriter struct {
	w       io.Writer
	pending []byte
	limit   int
}

// take takes the pending lines with a further one behind them.
func (l *lineWriter) take(pending []byte) error {
	if l.pending = pending; len(pending) < l.limit {
		return nil
	}
	l.limit = listChunk
	return l.flush()
}

// flush writes what is pending.
func (l *lineWriter) flush() error {
	if len(l.pending) == 0 {
		return nil
	}
	_, err := l.w.Write(l.pending)
	l.pending = l.pending[:0]
	return err
}
