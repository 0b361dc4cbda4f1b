// Package renewed keeps a value that is read from files, and reads it again when they change: the users of a server,
// its certificates, its revocation lists. It alone decides when a file is checked and which version is in force:
//
//	users, err := renewed.Open(renewed.Source[*Table]{Paths: []string{path}, Read: read, Same: same, Log: log})
//	table := users.Get() // of the newest good version
package renewed

import (
	"os"
	"slices"
	"sync"
	"time"

	"github.com/portolan-ftp/portolan/accounts/regular"
)

const (
	// LookAgain is the shortest time between two checks of the files. Once a second is no load and soon enough.
	LookAgain = time.Second
	// lookPatience is how long a client waits for a check of the files. A check that takes longer, on a dead network
	// file system for example, goes on in the background, and the last version stays in force.
	lookPatience = time.Second
	// settled is the age at which a file's time tells its version: file systems count in steps of up to two seconds,
	// and it may change twice in one.
	settled = 2 * time.Second
)

// Source is where a value comes from.
type Source[T any] struct {
	Paths    []string
	Read     func() (T, error)           // is called by one at a time, and tells what a missing file is
	Same     func(old, read T) bool      // what was read is the version in force
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

// Value is a value that is read again when its files change, as renewed certificates are, without a restart. Files that
// are wrong at the moment, half renewed perhaps, leave the old value in force.
type Value[T any] struct {
	source Source[T]

	mu      sync.Mutex
	value   T
	checked time.Time
	looking bool

	reading  sync.Mutex    // of the files; it guards what follows
	seen     []os.FileInfo // of the version last read, good or broken; nil if it could not be read
	trouble  string        // why the newest version is not in force
	warnings []string
}

// Open reads the value.
func Open[T any](s Source[T]) (*Value[T], error) {
	if s.Clock == nil {
		s.Clock = time.Now
	}
	r := &Value[T]{source: s, checked: s.Clock()}
	r.seen = r.stat()
	value, err := s.Read()
	if err != nil {
		return nil, err
	}
	r.value = value
	r.warn(value)
	return r, nil
}

// Reload reads the files now, changed or not. The error says why the value stays as it was; the log is not told.
func (r *Value[T]) Reload() error {
	r.reading.Lock()
	defer r.reading.Unlock()
	r.mu.Lock()
	r.checked = r.source.Clock()
	r.mu.Unlock()
	_, err := r.read(r.stat())
	return err
}

// Get is the value, after a check of the files if the last check was a while ago.
func (r *Value[T]) Get() T {
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

// look reads the files if they have changed since they were read.
func (r *Value[T]) look(done chan<- struct{}) {
	defer close(done)
	r.refresh()
	r.mu.Lock()
	r.looking = false
	r.mu.Unlock()
}

// refresh checks the files, and logs the result.
func (r *Value[T]) refresh() {
	r.reading.Lock()
	defer r.reading.Unlock()
	now := r.stat()
	if now != nil && slices.EqualFunc(now, r.seen, unchanged) {
		r.warn(r.current())
		return
	}
	before := r.trouble
	switch changed, err := r.read(now); {
	case err != nil && r.trouble != before:
		r.source.Log.Kept(r.source.Paths, err)
	case err == nil && (changed || before != ""):
		r.source.Log.Renewed(r.source.Paths)
	}
	if r.trouble == "" {
		r.warn(r.current())
	}
}

// unchanged says that a file is the version that was seen.
func unchanged(now, seen os.FileInfo) bool {
	return regular.Same(now, seen) && time.Since(now.ModTime()).Abs() >= settled
}

// read reads the files, whose facts are those of now, and puts a good version in force; changed says whether that is
// another than the one before.
func (r *Value[T]) read(now []os.FileInfo) (changed bool, err error) {
	value, err := r.source.Read()
	if r.seen = now; err != nil {
		if regular.Passing(err) {
			r.seen = nil
		}
		r.trouble = err.Error()
		return false, err
	}
	r.trouble = ""
	if r.source.Same(r.current(), value) {
		return false, nil
	}
	r.mu.Lock()
	r.value = value
	r.mu.Unlock()
	return true, nil
}

func (r *Value[T]) current() T {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.value
}

// warn logs warnings that it has not logged before. A certificate may expire while it is in use.
func (r *Value[T]) warn(value T) {
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

// stat are the facts of the files; nil if one has none.
func (r *Value[T]) stat() []os.FileInfo {
	var all []os.FileInfo
	for _, path := range r.source.Paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil
		}
		all = append(all, info)
	}
	return all
}
