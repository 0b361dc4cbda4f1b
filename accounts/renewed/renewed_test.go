//go:build unix

package tlsfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// told is what the log was told.
type told struct {
	mu  sync.Mutex
	all []string
}

func (l *told) say(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, fmt.Sprintf(format, args...))
}

func (l *told) Renewed([]string)           { l.say("renewed") }
func (l *told) Kept(_ []string, why error) { l.say("kept: %v", why) }
func (l *told) Warn(_ []string, w string)  { l.say("warn: %s", w) }

func (l *told) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.all
	l.all = nil
	return all
}

// TestRenewed goes through what happens to a file: the value follows the good versions, and each thing is told once.
func TestRenewed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	now := time.Unix(0, 0)
	log := &told{}
	source := Source[string]{
		Paths: []string{path},
		Read: func() (string, error) {
			data, err := read(path, 10)
			if err == nil && data[0] == '!' {
				err = errors.New("broken")
			}
			return string(data), err
		},
		Warnings: func(value string, at time.Time) []string {
			if value == "old" && at.Unix() > 2 {
				return []string{"it is old"}
			}
			return nil
		},
		Log:   log,
		Clock: func() time.Time { return now },
	}
	if _, err := Open(source); err == nil || !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("a missing file: %v", err)
	}
	write(t, path, "old")
	r, err := Open(source)
	if err != nil {
		t.Fatal(err)
	}
	version := 0
	change := func(content string) func() {
		return func() {
			write(t, path, content)
			version++
			if err := os.Chtimes(path, time.Time{}, time.Unix(int64(version), 0)); err != nil {
				t.Fatal(err)
			}
		}
	}
	missing := "kept: stat " + path + ": no such file or directory"
	for _, step := range []struct {
		what   string
		do     func()
		later  time.Duration
		value  string
		logged []string
	}{
		{"nothing", func() {}, LookAgain, "old", nil},
		{"too early", change("new"), 0, "old", nil},
		{"renewed", func() {}, LookAgain, "new", []string{"renewed"}},
		{"broken", change("!"), LookAgain, "new", []string{"kept: broken"}},
		{"still broken", func() {}, LookAgain, "new", nil},
		{"gone", func() { os.Remove(path) }, LookAgain, "new", []string{missing}},
		{"still gone", func() {}, LookAgain, "new", nil},
		{"too large", change("01234567890"), LookAgain, "new", []string{"kept: " + path + " has more than 10 bytes, which nothing of its kind has"}},
		{"a directory", func() { os.Remove(path); os.Mkdir(path, 0o700) }, LookAgain, "new", []string{"kept: " + path + " is a directory, where a file is expected"}},
		{"old again", func() { os.Remove(path); change("old")() }, LookAgain, "old", []string{"renewed", "warn: it is old"}},
		{"still old", func() {}, LookAgain, "old", nil},
	} {
		step.do()
		now = now.Add(step.later)
		if got := r.Get(); got != step.value {
			t.Errorf("%s: %q, want %q", step.what, got, step.value)
		}
		if got := log.take(); !slices.Equal(got, step.logged) {
			t.Errorf("%s: told %q, want %q", step.what, got, step.logged)
		}
	}
}

// TestRenewedStands: a file system that does not answer keeps one client waiting for a moment, and no other.
func TestRenewedStands(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, "old")
	now := time.Unix(0, 0)
	stand := make(chan struct{})
	var standing bool
	r, err := Open(Source[string]{Paths: []string{path}, Log: &told{}, Clock: func() time.Time { return now },
		Read: func() (string, error) {
			if standing {
				<-stand
			}
			return "value", nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	standing = true
	write(t, path, "newer")
	for range 1000 { // each would wait for a second
		now = now.Add(LookAgain)
		if got := r.Get(); got != "value" {
			t.Fatal(got)
		}
	}
	close(stand)
}

// TestReadSpecial: neither a pipe nor a device nor a huge file keeps the server waiting, or fills its memory.
func TestReadSpecial(t *testing.T) {
	dir := t.TempDir()
	fifo, huge := filepath.Join(dir, "fifo"), filepath.Join(dir, "huge")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	write(t, huge, "x")
	if err := os.Truncate(huge, 1<<40); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		fifo:        fifo + " is no regular file: a pipe or a device cannot be read again when it changes",
		"/dev/zero": "/dev/zero is no regular file: a pipe or a device cannot be read again when it changes",
		dir:         dir + " is a directory, where a file is expected",
		huge:        huge + " has more than ",
	} {
		_, certificates := ReadCertificates(path)
		_, lists := ReadLists(path)
		_, pair := ReadPair(path, path)
		for _, err := range []error{certificates, lists, pair} {
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%s: %v, want %s", path, err, want)
			}
		}
	}
}
