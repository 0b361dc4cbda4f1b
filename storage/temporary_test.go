package storage_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// leftover is a name that a killed server could have left.
const leftover = storage.UploadPrefix + "ABCDEFGHIJKLMNOPQRSTUVWX27"

// short is how long a Safe upload of a new file may be without a hidden file, and long is a content that is longer.
const short = 32 << 10

var long = strings.Repeat("0123456789abcdef", short/16) + "!"

// temps gives the temporary files below dir.
func temps(t *testing.T, dir string) (found []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(p string, _ os.DirEntry, err error) error {
		if strings.HasPrefix(filepath.Base(p), storage.UploadPrefix) {
			found = append(found, p)
		}
		return err
	}))
	return found
}

// TestReservedNames lets no operation reach a temporary file, or make something of such a name.
func TestReservedNames(t *testing.T) {
	dir := t.TempDir()
	disk(t, filepath.Join(dir, leftover), "left over")
	disk(t, filepath.Join(dir, "f"), "f")
	disk(t, filepath.Join(dir, storage.UploadPrefix+"mine"), "mine")
	l := openLocal(t, dir, storage.LocalOptions{})
	now := time.Now()
	for _, name := range []string{leftover, strings.ToUpper(leftover), leftover + "/f", "f/" + leftover} {
		p, ctx := storage.Path("/"+name), t.Context()
		_, stat := l.Stat(ctx, p)
		_, lstat := l.Lstat(ctx, p)
		_, open := l.Open(ctx, p)
		_, space := l.Space(ctx, p)
		var list error
		for _, err := range l.List(ctx, p) {
			list = err
		}
		for what, err := range map[string]error{
			"Stat": stat, "Lstat": lstat, "Open": open, "Space": space, "List": list,
			"Remove": l.Remove(ctx, p), "Rmdir": l.Rmdir(ctx, p), "Mkdir": l.Mkdir(ctx, p, storage.DirOptions{}),
			"Rename": l.Rename(ctx, p, "/g"), "Rename to": l.Rename(ctx, "/f", p),
			"Chmod": l.Chmod(ctx, p, 0o777), "Chtimes": l.Chtimes(ctx, p, now, now), "Chgrp": l.Chgrp(ctx, p, "0"),
			"Symlink": l.Symlink(ctx, "/f", p), "Symlink to": l.Symlink(ctx, p, "/g"),
		} {
			wantClass(t, what+" "+name, err, storage.InvalidName)
		}
		for _, m := range []storage.Mode{storage.Replace, storage.Append, storage.Unique, storage.Resume} {
			_, err := l.Create(ctx, p, storage.CreateOptions{Mode: m})
			wantClass(t, "Create "+name, err, storage.InvalidName)
		}
	}
	if got, want := listed(t, l, "/"), storage.UploadPrefix+"mine f"; got != want {
		t.Errorf("List gives %q, want %q", got, want)
	}
	must(t, l.Remove(t.Context(), "/"+storage.UploadPrefix+"mine"))
	onDisk(t, filepath.Join(dir, leftover), "left over")
}

// listed gives the names in p.
func listed(t *testing.T, l *storage.Local, p storage.Path) string {
	t.Helper()
	var names []string
	for i, err := range l.List(t.Context(), p) {
		must(t, err)
		names = append(names, i.Name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// TestSweep removes what nobody holds, and counts what somebody does, also of another server.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(dir, "a/b"), 0o755))
	for _, d := range []string{"", "a", "a/b"} {
		disk(t, filepath.Join(dir, d, leftover), "left over")
	}
	must(t, os.Mkdir(filepath.Join(dir, "a/b", strings.ToLower(leftover)), 0o755))
	l, other := openLocal(t, dir, storage.LocalOptions{}), openLocal(t, dir, storage.LocalOptions{})
	u := store(t, other, "/a/b/new", storage.CreateOptions{}, long)
	for i, want := range []storage.Left{{Removed: 3, Files: 1, Bytes: int64(len(long))}, {Files: 1, Bytes: int64(len(long))}} {
		if got, err := l.Sweep(t.Context()); got != want || err != nil {
			t.Errorf("sweep %d: %+v, %v, want %+v", i, got, err, want)
		}
	}
	must(t, u.Commit())
	onDisk(t, filepath.Join(dir, "a/b/new"), long)
	if got, err := l.Sweep(t.Context()); got != (storage.Left{}) || err != nil {
		t.Errorf("after the upload: %+v, %v", got, err)
	}
	disk(t, filepath.Join(dir, leftover), "left over")
	readOnly := openLocal(t, dir, storage.LocalOptions{ReadOnly: true})
	if got, err := readOnly.Sweep(t.Context()); got != (storage.Left{}) || err != nil {
		t.Errorf("read-only: %+v, %v", got, err)
	}
	onDisk(t, filepath.Join(dir, leftover), "left over")
}

// TestLeftoverIsInNobodysWay removes a directory that is empty but for one, and none where an upload lives.
func TestLeftoverIsInNobodysWay(t *testing.T) {
	dir := t.TempDir()
	l := openLocal(t, dir, storage.LocalOptions{})
	must(t, l.Mkdir(t.Context(), "/d", storage.DirOptions{}))
	disk(t, filepath.Join(dir, "d", leftover), "left over")
	u := store(t, l, "/d/f", storage.CreateOptions{}, long)
	wantClass(t, "Rmdir", l.Rmdir(t.Context(), "/d"), storage.NotEmpty)
	must(t, u.Commit())
	wantClass(t, "Rmdir", l.Rmdir(t.Context(), "/d"), storage.NotEmpty)
	must(t, l.Remove(t.Context(), "/d/f"))
	disk(t, filepath.Join(dir, "d", leftover), "left over")
	must(t, l.Rmdir(t.Context(), "/d"))
	if got := diskNames(t, dir); got != "" {
		t.Errorf("%q is left", got)
	}
}

// TestPartReplacesNothing breaks uploads off whose name has been taken meanwhile.
func TestPartReplacesNothing(t *testing.T) {
	dir := t.TempDir()
	l := openLocal(t, dir, storage.LocalOptions{})
	u := store(t, l, "/f", storage.CreateOptions{}, "part")
	v := store(t, l, "/f", storage.CreateOptions{}, "whole")
	must(t, v.Commit())
	must(t, u.Abort())
	onDisk(t, filepath.Join(dir, "f"), "whole")

	for _, end := range []func(storage.Upload) error{storage.Upload.Abort, storage.Upload.Commit} {
		u = store(t, l, "/g", storage.CreateOptions{Mode: storage.Unique}, "part")
		must(t, store(t, l, u.Path(), storage.CreateOptions{}, "another's").Commit())
		if err := end(u); err != nil {
			wantClass(t, "Commit", err, storage.Exist)
		}
		onDisk(t, filepath.Join(dir, u.Path().Base()), "another's")
	}
	if got := temps(t, dir); len(got) > 0 {
		t.Errorf("%q is left", got)
	}
}
