package tlsfile

import (
	"os"
	"slices"
	"sync"
	"time"

	"github.com/portolan-ftp/portolan/accounts/regular"
)

const (
	// LookAgain is how often files are looked at, at most; once a second is no load and soon enough.
	LookAgain = time.Second
	// lookPatience is how long a client waits for a look at the files. One that takes longer, on a dead network file
	// system perhaps, goes on without it, and what was read last stays in force.
	lookPatience = time.Second
)

// Source is where a value comes from.
type Source[T any] struct {
	Paths    []string
	Read     func() (T, error)
	Warnings func(T, time.Time) []string // what is to be told of a value that is used; nil for nothing
	Log      Log
	Clock    func() time.Time // nil is time.Now
}

// Log is told what happens to the files, each thing once.
type Log interface {
	Renewed(paths []string)         // a new version is in force
	Kept(paths []string, why error) // the old one stays in force
	Warn(paths []string, what string)
}

// Renewed is a value that is read again when its files change, as renewed certificates are, without a restart. Files that
// are wrong at the moment, half renewed perhaps, leave the old value in force.
type Renewed[T any] struct {
	source Source[T]

	mu      sync.Mutex
	value   T
	checked time.Time
	looking bool

	// Of the one look at a time, and of Open before.
	seen     []os.FileInfo // of the version last read, good or broken; nil if it could not be read
	trouble  string        // why the newest version is not in force
	warnings []string
}

// Open reads the value.
func Open[T any](s Source[T]) (*Renewed[T], error) {
	if s.Clock == nil {
		s.Clock = time.Now
	}
	r := &Renewed[T]{source: s, checked: s.Clock()}
	seen, err := r.stat()
	if err != nil {
		return nil, err
	}
	if r.value, err = s.Read(); err != nil {
		return nil, err
	}
	r.seen = seen
	r.warn(r.value)
	return r, nil
}

// Get is the value, after a look at the files if the last one was a while ago.
func (r *Renewed[T]) Get() T {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.source.Clock()
	if r.looking || now.Sub(r.checked) < LookAgain {
		return r.value
	}
	r.looking, r.checked = true, now
	done := make(chan struct{})
	go r.look(done)
	r.mu.Unlock()
	select {
	case <-done:
	case <-time.After(lookPatience):
	}
	r.mu.Lock()
	return r.value
}

// look reads the files if they are others than those last read.
func (r *Renewed[T]) look(done chan<- struct{}) {
	defer close(done)
	value, changed := r.refresh()
	r.mu.Lock()
	if changed {
		r.value = value
	}
	r.looking = false
	r.mu.Unlock()
}

func (r *Renewed[T]) refresh() (value T, changed bool) {
	seen, err := r.stat()
	if err == nil {
		if r.seen != nil && slices.EqualFunc(seen, r.seen, regular.Same) {
			r.trouble = ""
			r.warn(r.current())
			return value, false
		}
		r.seen = seen
		value, err = r.source.Read()
	}
	if err != nil {
		if passing(err) {
			r.seen = nil
		}
		if r.trouble != err.Error() {
			r.trouble = err.Error()
			r.source.Log.Kept(r.source.Paths, err)
		}
		return value, false
	}
	r.trouble = ""
	r.source.Log.Renewed(r.source.Paths)
	r.warn(value)
	return value, true
}

func (r *Renewed[T]) current() T {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.value
}

// warn tells what it has not told before: a certificate ends while it is in use, too.
func (r *Renewed[T]) warn(value T) {
	if r.source.Warnings == nil {
		return
	}
	warnings := r.source.Warnings(value, r.source.Clock())
	for _, w := range warnings {
		if !slices.Contains(r.warnings, w) {
			r.source.Log.Warn(r.source.Paths, w)
		}
	}
	r.warnings = warnings
}

func (r *Renewed[T]) stat() (all []os.FileInfo, err error) {
	for _, path := range r.source.Paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		all = append(all, info)
	}
	return all, nil
}
