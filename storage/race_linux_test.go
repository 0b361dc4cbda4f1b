package storage_test

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
)

// raceTime is long enough for thousands of swaps, and for a driver that checks a path and then uses it again to be
// caught.
func raceTime() time.Duration {
	if testcost.All() {
		return 100 * time.Millisecond
	}
	return 40 * time.Millisecond
}

// racers are what runs while names change their meaning. Each fails the test when it
// sees the outside; what it changes there is seen in the end.
var racers = map[string]func(*testing.T, *storage.Local){
	"open":       raceOpen,
	"stat":       raceStat,
	"list":       raceList,
	"sub":        raceSub,
	"create":     raceCreate,
	"remove":     raceRemove,
	"rename":     raceRename,
	"attributes": raceAttributes,
}

// TestSymlinkSwapRace swaps a directory and a file for links to what is outside, in
// one step each and without a pause, while an operation runs (CVE-2017-7418 and its
// kin). Whatever the operation meets, it must not leave the root.
func TestSymlinkSwapRace(t *testing.T) {
	for _, k := range uploadKinds {
		for name, race := range racers {
			t.Run(k.name+" "+name, func(t *testing.T) {
				base := t.TempDir()
				inside, outside := filepath.Join(base, "jail"), filepath.Join(base, "outside")
				must(t, os.MkdirAll(inside+"/target", 0o755))
				must(t, os.Mkdir(outside, 0o755))
				disk(t, outside+"/f", secret)
				disk(t, outside+"/g", secret)
				disk(t, inside+"/target/f", "inside")
				disk(t, inside+"/file", "inside")
				must(t, os.Symlink("../outside", inside+"/dirlink"))
				must(t, os.Symlink("../outside/f", inside+"/filelink"))
				must(t, os.Mkdir(inside+"/alice", 0o755))
				must(t, os.Mkdir(inside+"/bob", 0o755))
				disk(t, inside+"/bob/g", "bob's")
				must(t, os.Symlink("bob", inside+"/alicelink"))
				before := snapshot(t, outside)
				l := openLocal(t, inside, k.opts)

				var done atomic.Bool
				var wg sync.WaitGroup
				wg.Go(func() {
					for !done.Load() {
						exchange(t, inside+"/target", inside+"/dirlink")
						exchange(t, inside+"/file", inside+"/filelink")
						exchange(t, inside+"/alice", inside+"/alicelink")
					}
				})
				for end := time.Now().Add(raceTime()); time.Now().Before(end) && !t.Failed(); {
					race(t, l)
				}
				done.Store(true)
				wg.Wait()
				if got := snapshot(t, outside); got != before {
					t.Errorf("outside was\n%sand is\n%s", before, got)
				}
			})
		}
	}
}

// exchange swaps two names in one step.
func exchange(t *testing.T, a, b string) {
	if err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE); err != nil {
		t.Errorf("exchange: %v", err)
	}
}

func raceOpen(t *testing.T, l *storage.Local) {
	for _, p := range []storage.Path{"/target/f", "/file"} {
		f, err := l.Open(t.Context(), p)
		if err != nil {
			continue
		}
		content, err := io.ReadAll(f)
		f.Close()
		if err != nil || string(content) != "inside" {
			t.Errorf("Open %s reads %q, %v", p, content, err)
		}
	}
}

func raceStat(t *testing.T, l *storage.Local) {
	for _, p := range []storage.Path{"/target/f", "/file"} {
		if i, err := l.Stat(t.Context(), p); err == nil && i.Size != int64(len("inside")) {
			t.Errorf("Stat %s shows %+v", p, i)
		}
		if i, err := l.Lstat(t.Context(), p); err == nil && !i.IsSymlink() && i.Size != int64(len("inside")) {
			t.Errorf("Lstat %s shows %+v", p, i)
		}
	}
}

func raceList(t *testing.T, l *storage.Local) {
	for i, err := range l.List(t.Context(), "/target") {
		if err == nil && i.Name == "g" {
			t.Error("List shows the directory outside")
		}
	}
}

// raceSub opens homes: "/target" is a link to the outside at times, and "/alice" one
// to a sibling, which package os alone would allow.
func raceSub(t *testing.T, l *storage.Local) {
	for _, home := range []string{"/target", "/alice"} {
		sub, err := l.Sub(home)
		if err != nil {
			continue
		}
		if _, err = sub.Stat(t.Context(), "/g"); err == nil {
			t.Errorf("Sub %s is another directory", home)
		}
		sub.Close()
	}
}

func raceCreate(t *testing.T, l *storage.Local) {
	for _, m := range []storage.Mode{storage.Replace, storage.Append, storage.Unique, storage.Resume} {
		paths := []storage.Path{"/target/f", "/target/new", "/file"}
		if m == storage.Replace || m == storage.Unique {
			paths = paths[:2] // an atomic upload would take the link's place for good
		}
		for _, p := range paths {
			u, err := l.Create(t.Context(), p, storage.CreateOptions{Mode: m})
			if err != nil {
				continue
			}
			io.WriteString(u, "written")
			if m == storage.Append {
				u.Abort()
			} else {
				u.Commit()
			}
			if strings.HasPrefix(string(u.Path()), "/target/") {
				l.Remove(t.Context(), u.Path())
			}
		}
	}
}

func raceRemove(t *testing.T, l *storage.Local) {
	l.Remove(t.Context(), "/target/g")
	l.Remove(t.Context(), "/target/f")
	l.Mkdir(t.Context(), "/target/new", storage.DirOptions{})
	l.Rmdir(t.Context(), "/target/new")
}

func raceAttributes(t *testing.T, l *storage.Local) {
	for _, p := range []storage.Path{"/target", "/target/f", "/target/g"} {
		l.Chtimes(t.Context(), p, time.Unix(1, 0), time.Unix(1, 0))
		l.Chmod(t.Context(), p, 0o755)
		l.Chgrp(t.Context(), p, strconv.Itoa(os.Getgid()))
	}
	if l.Symlink(t.Context(), "/file", "/target/link") == nil {
		l.Remove(t.Context(), "/target/link")
	}
}

func raceRename(t *testing.T, l *storage.Local) {
	l.Rename(t.Context(), "/target/g", "/moved")
	l.Rename(t.Context(), "/target/f", "/moved")
	if i, err := l.Stat(t.Context(), "/moved"); err == nil && i.Size == int64(len(secret)) {
		t.Error("Rename took a file from outside")
	}
	l.Rename(t.Context(), "/moved", "/target/f")
}
