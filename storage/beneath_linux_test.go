//go:build linux && !portable

package storage

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// plainTree is a directory with a file in a directory, links to both, and links that lead out.
func plainTree(t testing.TB) *Local {
	t.Helper()
	base := t.TempDir()
	dir := filepath.Join(base, "tree")
	for _, err := range []error{
		os.MkdirAll(filepath.Join(dir, "a", "b"), 0o755),
		os.MkdirAll(filepath.Join(base, "out", "b"), 0o755),
		os.WriteFile(filepath.Join(dir, "a", "b", "file"), []byte("inside"), 0o644),
		os.WriteFile(filepath.Join(base, "out", "b", "file"), []byte("outside"), 0o644),
		os.Symlink("file", filepath.Join(dir, "a", "b", "link")),
		os.Symlink("a", filepath.Join(dir, "way")),
		os.Symlink("../out", filepath.Join(dir, "up")),
		os.Symlink(filepath.Join(base, "out"), filepath.Join(dir, "absolute")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	l, err := OpenLocal(dir, LocalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// TestPlainWays: the one call opens what no link leads to. Package os opens what links lead to, in the tree.
func TestPlainWays(t *testing.T) {
	l := plainTree(t)
	fd, ok := l.openPlain(".", dirHandle)
	if ok {
		unix.Close(fd)
	} else if !l.handle.older.Load() {
		t.Fatal("the tree itself is not opened")
	}
	for p, want := range map[Path]struct {
		plain bool
		class Class // of Open's error, where content is ""
		has   string
	}{
		"/a/b/file":        {plain: true, has: "inside"},
		"/a/b/link":        {has: "inside"},
		"/way/b/file":      {has: "inside"},
		"/up/b/file":       {class: Permission},
		"/absolute/b/file": {class: Permission},
		"/a/b":             {class: IsDirectory},
		"/a/b/none":        {class: NotExist},
		"/a/b/file/none":   {class: NotDirectory},
	} {
		f, plain := l.readPlain(p, p.inRoot())
		if plain {
			f.Close()
		}
		if plain != want.plain && ok {
			t.Errorf("%s: opened in one call: %v, want %v", p, plain, want.plain)
		}
		f, err := l.Open(t.Context(), p)
		if err != nil {
			if ClassOf(err) != want.class || want.has != "" {
				t.Errorf("%s: %v, want %v", p, err, want)
			}
			continue
		}
		got, err := io.ReadAll(f)
		f.Close()
		if err != nil || string(got) != want.has || f.Info().Size != int64(len(want.has)) || f.Info().Name != p.Base() && want.plain {
			t.Errorf("%s: %q, %+v, %v, want %q", p, got, f.Info(), err, want.has)
		}
	}
}

// TestOlderSystem: without openat2 the same files are read and written.
func TestOlderSystem(t *testing.T) {
	for _, older := range []bool{false, true} {
		l := plainTree(t)
		l.handle.older.Store(older)
		up, err := l.Create(t.Context(), "/a/b/new", CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := up.Write([]byte("new")); err != nil {
			t.Fatal(err)
		}
		if err := up.Commit(); err != nil {
			t.Fatal(err)
		}
		f, err := l.Open(t.Context(), "/a/b/new")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(f); string(got) != "new" || err != nil {
			t.Errorf("older system %v: %q, %v", older, got, err)
		}
		f.Close()
	}
}

// TestPlainFileBlocks: the file that Open gives waits for a slow disk, as O_NONBLOCK was for the opening alone.
func TestPlainFileBlocks(t *testing.T) {
	f, err := plainTree(t).Open(t.Context(), "/a/b/file")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	err = control(f.(*localFile).os, func(fd int) error {
		flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
		if flags&unix.O_NONBLOCK != 0 {
			t.Error("the file does not block")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestPlainWaysLeaveNothingOpen: whatever comes of an opening, only what is given stays open, and Close ends that of
// the tree.
func TestPlainWaysLeaveNothingOpen(t *testing.T) {
	l := plainTree(t)
	before := openHandles(t)
	for _, p := range []Path{"/a/b/file", "/a/b/link", "/way/b/file", "/up/b/file", "/a/b", "/a/b/none", "/none/none"} {
		if f, err := l.Open(t.Context(), p); err == nil {
			f.Close()
		}
		if up, err := l.Create(t.Context(), p, CreateOptions{}); err == nil {
			up.Abort()
		}
	}
	l.Close()
	if f, err := l.Open(t.Context(), "/a/b/file"); err == nil {
		f.Close()
		t.Error("a closed tree is read")
	}
	const root = 1 // of the tree, which was open before
	if after := openHandles(t); after != before-root {
		t.Errorf("%d files are open, and were %d", after, before)
	}
}

// BenchmarkOpen opens and closes a file for reading, by the one call and by package os.
func BenchmarkOpen(b *testing.B) {
	for name, older := range map[string]bool{"openat2": false, "os": true} {
		b.Run(name, func(b *testing.B) {
			l := plainTree(b)
			l.handle.older.Store(older)
			b.ReportAllocs()
			for b.Loop() {
				f, err := l.Open(b.Context(), "/a/b/file")
				if err != nil {
					b.Fatal(err)
				}
				f.Close()
			}
		})
	}
}
