// Package watch has what "ftpspec watch" stands on: files that tell when they are saved (Files), a page that browsers
// load again when it is another one (Page), and a server that newer ones take the place of (Server).
//
//	editor saves  →  Files.Next  →  a round: check, generate, vet, audit
//	                                   ├→  Page.Show       →  GET /events: data: 5e1f…  →  the browser loads it again
//	                                   └→  Server.Replace  →  a new process on the same socket; the old one may finish
//
// It knows nothing of specs.
package watch

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Rest is how long no file is written before a change counts: an editor that saves by renaming, and go generate, write
// several files within milliseconds.
const Rest = 40 * time.Millisecond

// Longest is how long a change waits for rest at most, while something is written again and again.
const Longest = 2 * time.Second

// Files are directories in which files are watched. Directories are, and not files, because editors save by renaming: a
// watched file would be another one afterwards.
type Files struct {
	notify *fsnotify.Watcher
	wanted func(name string) bool
	rest   time.Duration // Rest, but for tests
}

// NewFiles watches the files that wanted says. Follow says where.
func NewFiles(wanted func(name string) bool) (*Files, error) {
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch: %w", err)
	}
	return &Files{notify, wanted, Rest}, nil
}

// Follow adds directories. One that is followed already, or is not there any more, is no error.
func (f *Files) Follow(dirs ...string) error {
	for _, dir := range dirs {
		if err := f.notify.Add(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("watch: %s: %w", dir, err)
		}
	}
	return nil
}

// Next waits until files have changed and rest, and returns their names. Where the system has lost count, it returns no
// name, and any file may have changed.
func (f *Files) Next(ctx context.Context) ([]string, error) {
	changed := map[string]bool{}
	var rest, longest <-chan time.Time
	note := func(name string) {
		if longest == nil {
			longest = time.After(Longest)
		}
		changed[name] = true
		rest = time.After(f.rest)
	}
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case e := <-f.notify.Events:
			if f.counts(e) {
				note(e.Name)
			}
		case err := <-f.notify.Errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				return nil, fmt.Errorf("watch: %w", err)
			}
			note("")
		case <-rest:
			return names(changed), nil
		case <-longest:
			return names(changed), nil
		}
	}
}

// names are the files that have changed; none if it is not known which.
func names(changed map[string]bool) []string {
	if changed[""] {
		return nil
	}
	return slices.Sorted(maps.Keys(changed))
}

// counts reports whether an event is a change of a file that is wanted. A new directory is followed, too: what is in it
// already counts.
func (f *Files) counts(e fsnotify.Event) bool {
	if e.Has(fsnotify.Create) && !strings.HasPrefix(filepath.Base(e.Name), ".") {
		if info, err := os.Stat(e.Name); err == nil && info.IsDir() {
			return f.Follow(e.Name) == nil
		}
	}
	return e.Op != fsnotify.Chmod && f.wanted(e.Name)
}

// Close ends the watching.
func (f *Files) Close() error { return f.notify.Close() }
