//go:build !portable

package storage

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// deepTree makes a chain of directories in dir, each with a file of three bytes, deeper than any path may be long.
func deepTree(t *testing.T, dir string, levels int) {
	t.Helper()
	at, err := unix.Open(dir, unix.O_DIRECTORY, 0)
	for range levels {
		if err != nil {
			t.Fatal(err)
		}
		f, fileErr := unix.Openat(at, "file", unix.O_CREAT|unix.O_WRONLY, 0o644)
		_, writeErr := unix.Write(f, []byte("abc"))
		unix.Close(f)
		err = errors.Join(fileErr, writeErr, unix.Mkdirat(at, "level", 0o755))
		next, openErr := unix.Openat(at, "level", unix.O_DIRECTORY, 0)
		unix.Close(at)
		at, err = next, errors.Join(err, openErr)
	}
	unix.Close(at)
}

const deep = 1500 // levels of six bytes each: twice the longest path

// TestWalkDeeperThanPaths counts what is in a tree that no path leads to the end of, and removes it.
func TestWalkDeeperThanPaths(t *testing.T) {
	l, dir := testLocal(t, LocalOptions{})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Mkdir(filepath.Join(dir, "d"), 0o755))
	deepTree(t, filepath.Join(dir, "d"), deep)
	before := openHandles(t)
	var bytes int64
	var entered, left, longest, handles int
	must(Walk(t.Context(), l, "/d", Visitor[Place]{
		Enter: func(at Place, i Info) error {
			if entered++; i.IsRegular() {
				bytes += i.Size
			}
			if entered%500 == 0 {
				longest, handles = max(longest, len(at.Path())), max(handles, openHandles(t)-before)
			}
			return nil
		},
		Leave: func(Place) error { left++; return nil },
	}))
	if entered != 2*deep || left != deep || bytes != 3*deep {
		t.Errorf("entered %d, left %d, with %d bytes", entered, left, bytes)
	}
	if longest <= 2*MaxPath {
		t.Errorf("the longest path has %d bytes", longest)
	}
	if handles > maxHandles+3 {
		t.Errorf("%d handles were open", handles)
	}
	must(RemoveTree(t.Context(), l, "/d", Visitor[Removable]{
		Enter: func(at Removable, i Info) error {
			if i.IsDir() {
				return nil
			}
			return at.Remove()
		},
		Leave: func(at Removable) error { return at.Remove() },
	}))
	if names := readNames(t, filepath.Join(dir, "d")); len(names) != 0 {
		t.Errorf("left is %q", names)
	}
	if after := openHandles(t); after != before {
		t.Errorf("%d handles are open, %d were before", after, before)
	}
}

func openHandles(t *testing.T) int { return len(readNames(t, "/proc/self/fd")) }

func readNames(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestWalkMeetsChange has directories change while a walk is among them: a link that takes a directory's place is not
// followed, and the way up from a tree that was moved elsewhere is not taken.
func TestWalkMeetsChange(t *testing.T) {
	l, dir := testLocal(t, LocalOptions{})
	outside := t.TempDir()
	if err := errors.Join(os.WriteFile(filepath.Join(outside, "kept"), nil, 0o644), os.MkdirAll(filepath.Join(dir, "d", "sub"), 0o755)); err != nil {
		t.Fatal(err)
	}
	var faults []string
	err := RemoveTree(t.Context(), l, "/d", Visitor[Removable]{
		Enter: func(at Removable, i Info) error {
			if at.Path() != "/d/sub" {
				t.Errorf("entered %s", at.Path())
			}
			return errors.Join(os.Remove(filepath.Join(dir, "d", "sub")), os.Symlink(outside, filepath.Join(dir, "d", "sub")))
		},
		Fault: func(at Removable, err error) error { faults = append(faults, string(at.Path())); return nil },
	})
	if err != nil || !slices.Equal(faults, []string{"/d/sub"}) || len(readNames(t, outside)) != 1 {
		t.Errorf("%v; faults at %q", err, faults)
	}

	deepTree(t, dir, 2*maxHandles)
	depth := 0
	err = Walk(t.Context(), l, "/level", Visitor[Place]{Enter: func(at Place, i Info) error {
		if depth = strings.Count(string(at.Path()), "/"); depth == 2*maxHandles-2 && i.IsDir() {
			way := filepath.Join(dir, strings.Repeat("level/", 4))
			return os.Rename(filepath.Join(way, "level"), filepath.Join(outside, "moved"))
		}
		return nil
	}})
	if !errors.Is(err, errElsewhere) {
		t.Errorf("in a tree that was moved: %v", err)
	}
}

// TestWalkTellsFaults: what fails in the visitor ends the walk, and what fails in a directory does not.
func TestWalkTellsFaults(t *testing.T) {
	for name, files := range map[string]func(*Local) Clearer{
		"handles": func(l *Local) Clearer { return l },
		"paths":   func(l *Local) Clearer { return struct{ Clearer }{l} },
	} {
		t.Run(name, func(t *testing.T) {
			l, dir := testLocal(t, LocalOptions{})
			if err := os.MkdirAll(filepath.Join(dir, "a", "b", "c"), 0o755); err != nil {
				t.Fatal(err)
			}
			stop := errors.New("stop")
			err := Walk(t.Context(), files(l), "/", Visitor[Place]{
				Enter: func(at Place, i Info) error {
					if i.Name == "c" {
						return stop
					}
					return nil
				},
				Fault: func(at Place, err error) error {
					t.Errorf("a fault at %s: %v", at.Path(), err)
					return nil
				},
			})
			if !errors.Is(err, stop) {
				t.Errorf("ended with %v", err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			err = Walk(ctx, files(l), "/", Visitor[Place]{
				Enter: func(Place, Info) error { cancel(); return nil },
				Fault: func(Place, error) error { return nil },
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("when cancelled it ends with %v", err)
			}
			if err := Walk(t.Context(), files(l), "/none", Visitor[Place]{}); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("what is not there: %v", err)
			}
		})
	}
}
