package watch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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

// saved is what Next returns, by names in dir.
func saved(t *testing.T, f *Files, dir string) []string {
	t.Helper()
	all, err := f.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range all {
		if all[i], err = filepath.Rel(dir, name); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestSaves: a file that is written, one that takes the place of another as editors save, and one that goes are changes;
// what is written together is one change; other files and marks are none; files in a new directory count.
func TestSaves(t *testing.T) {
	f, dir := following(t)
	put(t, dir, "notes.txt", "not watched")
	put(t, dir, "a.go", "package a")
	put(t, dir, "a.go", "package a // again")
	put(t, dir, "b.go", "package a")
	if got := saved(t, f, dir); !slices.Equal(got, []string{"a.go", "b.go"}) {
		t.Errorf("written together: %q", got)
	}
	if err := os.Chmod(filepath.Join(dir, "a.go"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"one", "two"} { // the second time it is another file of that name that is watched
		put(t, dir, ".a.go.swp", content)
		if err := os.Rename(filepath.Join(dir, ".a.go.swp"), filepath.Join(dir, "a.go")); err != nil {
			t.Fatal(err)
		}
		if got := saved(t, f, dir); !slices.Equal(got, []string{"a.go"}) {
			t.Errorf("saved by renaming: %q", got)
		}
	}
	if err := os.Remove(filepath.Join(dir, "b.go")); err != nil {
		t.Fatal(err)
	}
	if got := saved(t, f, dir); !slices.Equal(got, []string{"b.go"}) {
		t.Errorf("removed: %q", got)
	}
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "c.go", "package a")
	if got := saved(t, f, dir); !slices.Equal(got, []string{"c.go", "sub"}) {
		t.Errorf("a new directory: %q", got)
	}
	put(t, dir, "sub/d.go", "package d")
	if got := saved(t, f, dir); !slices.Equal(got, []string{"sub/d.go"}) {
		t.Errorf("in a new directory: %q", got)
	}
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
