package watch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// following watches Go files below a new directory, or all of them where it is asked to.
func following(t *testing.T) (*Files, string) {
	t.Helper()
	dir := t.TempDir()
	f, err := NewFiles(func(name string) bool { return strings.HasSuffix(name, ".go") })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if err := f.Follow(dir, dir, filepath.Join(dir, "not-there")); err != nil {
		t.Fatal(err)
	}
	return f, dir
}

// expect waits until files are told, by names in dir. Others are not told, but for what was told before: a change that
// has several events may be told again on a machine that has much else to do.
func expect(t *testing.T, f *Files, dir, what string, before map[string]bool, names ...string) {
	t.Helper()
	told := map[string]bool{}
	for slices.ContainsFunc(names, func(name string) bool { return !told[name] }) {
		all, err := f.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range all {
			if name, err = filepath.Rel(dir, name); err != nil {
				t.Fatal(err)
			}
			if told[name] = true; !slices.Contains(names, name) && !before[name] {
				t.Errorf("%s: %s is told", what, name)
			}
		}
	}
	for _, name := range names {
		before[name] = true
	}
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestSaves: a file that is written, one that takes the place of another as editors save, and one that goes are
// changes; what is written together is one change; other files and marks are none; files in a new directory count.
func TestSaves(t *testing.T) {
	f, dir := following(t)
	before := map[string]bool{}
	put(t, dir, "notes.txt", "not watched")
	put(t, dir, "a.go", "package a")
	put(t, dir, "a.go", "package a // again")
	put(t, dir, "b.go", "package a")
	f.rest = time.Second // long enough for all that has been written
	all, err := f.Next(t.Context())
	if want := []string{filepath.Join(dir, "a.go"), filepath.Join(dir, "b.go")}; err != nil || !slices.Equal(all, want) {
		t.Errorf("written together: %q, %v", all, err)
	}
	f.rest = Rest
	if err := os.Chmod(filepath.Join(dir, "a.go"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"one", "two"} { // the second time it is another file of that name that is watched
		put(t, dir, ".a.go.swp", content)
		if err := os.Rename(filepath.Join(dir, ".a.go.swp"), filepath.Join(dir, "a.go")); err != nil {
			t.Fatal(err)
		}
		expect(t, f, dir, "saved by renaming", before, "a.go")
	}
	if err := os.Remove(filepath.Join(dir, "b.go")); err != nil {
		t.Fatal(err)
	}
	expect(t, f, dir, "removed", before, "b.go")
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "c.go", "package a")
	expect(t, f, dir, "a new directory", before, "c.go", "sub")
	put(t, dir, "sub/d.go", "package d")
	expect(t, f, dir, "in a new directory", before, "sub/d.go")
}

// TestNextEnds: nobody waits for files when the watching is to end.
func TestNextEnds(t *testing.T) {
	f, _ := following(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
