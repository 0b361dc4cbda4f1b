package storage_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// fill makes n files in a new directory.
func fill(t testing.TB, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("file-%05d.dat", i)), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestListTellsWhatOsTells(t *testing.T) {
	dir := t.TempDir()
	disk(t, filepath.Join(dir, "file"), "12345")
	disk(t, filepath.Join(dir, "new\nline"), "")
	must(t, os.Mkdir(filepath.Join(dir, "sticky"), 0o755))
	must(t, os.Chmod(filepath.Join(dir, "sticky"), 0o711|fs.ModeSticky|fs.ModeSetgid))
	must(t, os.Chmod(filepath.Join(dir, "file"), 0o604|fs.ModeSetuid))
	must(t, os.Link(filepath.Join(dir, "file"), filepath.Join(dir, ".hard")))
	must(t, os.Symlink("sticky/anywhere", filepath.Join(dir, "link")))
	then := time.Date(1999, 12, 31, 23, 59, 58, 123456789, time.UTC)
	must(t, os.Chtimes(filepath.Join(dir, "file"), then, then))
	l := openLocal(t, dir, storage.LocalOptions{})
	seen := map[string]storage.Info{}
	for i, err := range l.List(t.Context(), "/") {
		must(t, err)
		seen[i.Name] = i
		want, err := os.Lstat(filepath.Join(dir, i.Name))
		must(t, err)
		if i.Size != want.Size() || i.Mode != want.Mode() || !i.ModTime.Equal(want.ModTime()) || i.ModTime.Location() != time.UTC {
			t.Errorf("List gives %+v, os %v %d %v", i, want.Mode(), want.Size(), want.ModTime())
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d entries, want 5", len(seen))
	}
	if i := seen["file"]; i.Links != 2 || i.Inode != seen[".hard"].Inode || !i.ModTime.Equal(then) || i.Owner != uint32(os.Getuid()) {
		t.Errorf("file is %+v", i)
	}
	if i := seen["link"]; i.Target != "sticky/anywhere" {
		t.Errorf("link is %+v", i)
	}
}

// TestListSkipsTheVanished removes entries that a listing has read but not yielded.
func TestListSkipsTheVanished(t *testing.T) {
	dir := fill(t, 50)
	l := openLocal(t, dir, storage.LocalOptions{})
	var names []string
	for i, err := range l.List(t.Context(), "/") {
		must(t, err)
		names = append(names, i.Name)
		if len(names) == 10 {
			for _, e := range diskEntries(t, dir) {
				if !slices.Contains(names, e) {
					must(t, os.Remove(filepath.Join(dir, e)))
				}
			}
		}
	}
	if len(names) != 10 {
		t.Errorf("%d entries, want the 10 that were left", len(names))
	}
}

func diskEntries(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestListInsideList uses one reader while another is in use.
func TestListInsideList(t *testing.T) {
	dir := fill(t, 20)
	l := openLocal(t, dir, storage.LocalOptions{})
	var pairs []string
	for a, err := range l.List(t.Context(), "/") {
		must(t, err)
		for b, err := range l.List(t.Context(), "/") {
			must(t, err)
			pairs = append(pairs, a.Name+b.Name)
		}
	}
	slices.Sort(pairs)
	if n := len(slices.Compact(pairs)); n != 400 {
		t.Errorf("%d pairs, want 400", n)
	}
}

func BenchmarkList(b *testing.B) {
	const files = 20_000
	dir := fill(b, files)
	check := func(b *testing.B, n int) {
		if n != files {
			b.Fatalf("%d entries, want %d", n, files)
		}
	}
	b.Run("storage", func(b *testing.B) {
		l, err := storage.OpenLocal(dir, storage.LocalOptions{})
		if err != nil {
			b.Fatal(err)
		}
		defer l.Close()
		b.ReportAllocs()
		for b.Loop() {
			n := 0
			for i, err := range l.List(b.Context(), "/") {
				if err != nil || i.Name == "" {
					b.Fatal(err)
				}
				n++
			}
			check(b, n)
		}
	})
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f, err := os.Open(dir)
			if err != nil {
				b.Fatal(err)
			}
			entries, err := f.ReadDir(-1)
			if err != nil {
				b.Fatal(err)
			}
			n := 0
			for _, e := range entries {
				if _, err := e.Info(); err != nil {
					b.Fatal(err)
				}
				n++
			}
			f.Close()
			check(b, n)
		}
	})
	b.Run("first", func(b *testing.B) {
		l, err := storage.OpenLocal(dir, storage.LocalOptions{})
		if err != nil {
			b.Fatal(err)
		}
		defer l.Close()
		for b.Loop() {
			for _, err := range l.List(b.Context(), "/") {
				if err != nil {
					b.Fatal(err)
				}
				break
			}
		}
	})
}
