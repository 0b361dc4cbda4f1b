package renewed

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts/regular"
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
			data, _, err := regular.Read(path, 10)
			if err == nil && data[0] == '!' {
				err = errors.New("broken")
			}
			return string(data), err
		},
		Same: func(old, read string) bool { return old == read },
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
	missing := "kept: open " + path + ": no such file or directory"
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
		{"too large", change("01234567890"), LookAgain, "new", []string{"kept: read " + path + ": more than 10 bytes"}},
		{"a directory", func() { os.Remove(path); os.Mkdir(path, 0o700) }, LookAgain, "new", []string{"kept: read " + path + ": not a regular file"}},
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
	r, err := Open(Source[string]{Paths: []string{path}, Same: func(old, read string) bool { return old == read }, Log: &told{}, Clock: func() time.Time { return now },
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

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestTwiceInOneMoment: a version of the same length and time as the one before is found, while the time is young.
func TestTwiceInOneMoment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	now, at := time.Unix(0, 0), time.Now()
	put := func(content string) {
		write(t, path, content)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	log := &told{}
	put("one")
	r, err := Open(Source[string]{Paths: []string{path}, Log: log, Clock: func() time.Time { return now },
		Same: func(old, read string) bool { return old == read },
		Read: func() (string, error) {
			data, _, err := regular.Read(path, 10)
			return string(data), err
		}})
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(LookAgain)
	if got, told := r.Get(), log.take(); got != "one" || told != nil {
		t.Errorf("the same again: %q, told %q", got, told)
	}
	put("two")
	now = now.Add(LookAgain)
	if got, told := r.Get(), log.take(); got != "two" || !slices.Equal(told, []string{"renewed"}) {
		t.Errorf("another in the same moment: %q, told %q", got, told)
	}
}

// TestReload: who has it read again is told what is wrong, and the log is not; a good version is in force at once.
func TestReload(t *testing.T) {
	log, broken := &told{}, errors.New("broken")
	now, value, fault := time.Unix(0, 0), "old", error(nil)
	r, err := Open(Source[string]{Log: log, Clock: func() time.Time { return now },
		Same: func(old, read string) bool { return old == read },
		Read: func() (string, error) { return value, fault }})
	if err != nil {
		t.Fatal(err)
	}
	value, fault = "worse", broken
	if err := r.Reload(); err != broken || r.Get() != "old" {
		t.Errorf("a broken version: %v, value %q", err, r.Get())
	}
	value, fault = "new", nil
	if err := r.Reload(); err != nil || r.Get() != "new" {
		t.Errorf("a good version: %v, value %q", err, r.Get())
	}
	if told := log.take(); told != nil {
		t.Errorf("told %q", told)
	}
}
