package storage_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// wantClass requires an error of a class.
func wantClass(t *testing.T, what string, err error, want storage.Class) {
	t.Helper()
	if err == nil || storage.ClassOf(err) != want {
		t.Errorf("%s: %v of class %v, want %v", what, err, storage.ClassOf(err), want)
	}
}

// must stops the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// onDisk requires a file of the machine to hold want.
func onDisk(t *testing.T, name, want string) {
	t.Helper()
	got, err := os.ReadFile(name)
	if err != nil || string(got) != want {
		t.Errorf("%s holds %q (%v), want %q", filepath.Base(name), got, err, want)
	}
}

// disk makes the file of the machine name.
func disk(t *testing.T, name, content string) {
	t.Helper()
	must(t, os.WriteFile(name, []byte(content), 0o644))
}

// store uploads content to p.
func store(t *testing.T, fs storage.Writer, p storage.Path, o storage.CreateOptions, content string) storage.Upload {
	t.Helper()
	u, err := fs.Create(t.Context(), p, o)
	must(t, err)
	_, err = u.Write([]byte(content))
	must(t, err)
	return u
}

func TestOpenLocalRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	disk(t, file, "")
	link := filepath.Join(t.TempDir(), "link")
	must(t, os.Symlink("/", link))
	for _, c := range []struct {
		dir   string
		class storage.Class
	}{
		{filepath.Join(t.TempDir(), "none"), storage.NotExist},
		{file, storage.NotDirectory},
		{"/", storage.Permission},
		{"/..", storage.Permission},
		{"/tmp/..", storage.Permission},
		{link, storage.Permission},
		{"/dev", storage.Permission},
		{"/proc", storage.Permission},
		{"/proc/self", storage.Permission},
		{"/proc/self/root", storage.Permission},
		{"/sys", storage.Permission},
		{"/sys/kernel", storage.Permission},
	} {
		l, err := storage.OpenLocal(c.dir, storage.LocalOptions{})
		if err == nil {
			l.Close()
		}
		wantClass(t, "OpenLocal "+c.dir, err, c.class)
		if c.class == storage.Permission && !errors.Is(err, storage.ErrSystemDir) {
			t.Errorf("OpenLocal %s: %v, want ErrSystemDir", c.dir, err)
		}
	}
}

func TestAllowSystem(t *testing.T) {
	l := openLocal(t, "/", storage.LocalOptions{AllowSystem: true, ReadOnly: true})
	i, err := l.Stat(t.Context(), "/proc")
	must(t, err)
	if !i.IsDir() || i.Name != "proc" {
		t.Errorf("/proc is %+v", i)
	}
	sub, err := l.Sub("/proc")
	must(t, err)
	must(t, sub.Close())
}

func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	disk(t, filepath.Join(dir, "file"), "kept")
	must(t, os.Mkdir(filepath.Join(dir, "empty"), 0o755))
	l := openLocal(t, dir, storage.LocalOptions{ReadOnly: true, CreateHomes: true})
	ctx := t.Context()
	for _, m := range []storage.Mode{storage.Replace, storage.Append, storage.Unique, storage.Resume} {
		_, err := l.Create(ctx, "/file", storage.CreateOptions{Mode: m})
		if !errors.Is(err, storage.ErrReadOnly) {
			t.Errorf("Create in mode %d: %v, want ErrReadOnly", m, err)
		}
	}
	for what, err := range map[string]error{
		"Remove":  l.Remove(ctx, "/file"),
		"Rmdir":   l.Rmdir(ctx, "/empty"),
		"Mkdir":   l.Mkdir(ctx, "/new", storage.DirOptions{}),
		"Rename":  l.Rename(ctx, "/file", "/new"),
		"Chtimes": l.Chtimes(ctx, "/file", time.Unix(1, 0), time.Unix(1, 0)),
		"Chmod":   l.Chmod(ctx, "/file", 0o600),
		"Chgrp":   l.Chgrp(ctx, "/file", "0"),
		"Symlink": l.Symlink(ctx, "/file", "/new"),
	} {
		wantClass(t, what, err, storage.Permission)
		if !errors.Is(err, storage.ErrReadOnly) {
			t.Errorf("%s: %v, want ErrReadOnly", what, err)
		}
	}
	_, err := l.Sub("/new")
	wantClass(t, "Sub", err, storage.NotExist)
	onDisk(t, filepath.Join(dir, "file"), "kept")
	if got := diskNames(t, dir); got != "empty file" {
		t.Errorf("the directory holds %q", got)
	}
}

// diskNames lists a directory of the machine, with hidden files, blanks between.
func diskNames(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func TestUmask(t *testing.T) {
	for _, k := range uploadKinds {
		dir := t.TempDir()
		k.opts.Umask = 0o077
		l := openLocal(t, dir, k.opts)
		must(t, store(t, l, "/new", storage.CreateOptions{}, "x").Commit())
		must(t, store(t, l, "/unique", storage.CreateOptions{Mode: storage.Unique}, "x").Commit())
		must(t, l.Mkdir(t.Context(), "/dir", storage.DirOptions{}))
		for name, want := range map[string]fs.FileMode{"new": 0o600, "unique": 0o600, "dir": fs.ModeDir | 0o700} {
			fi, err := os.Stat(filepath.Join(dir, name))
			must(t, err)
			if fi.Mode() != want {
				t.Errorf("%s: %s has mode %v, want %v", k.name, name, fi.Mode(), want)
			}
		}
	}
}

func TestSub(t *testing.T) {
	dir := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(dir, "homes/alice"), 0o755))
	must(t, os.MkdirAll(filepath.Join(dir, "homes/bob"), 0o755))
	disk(t, filepath.Join(dir, "homes/bob/secret"), "bob's")
	disk(t, filepath.Join(dir, "homes/file"), "")
	must(t, os.Symlink("bob", filepath.Join(dir, "homes/link")))
	must(t, os.Symlink("homes", filepath.Join(dir, "also")))
	must(t, os.Symlink("../bob", filepath.Join(dir, "homes/alice/sibling")))
	l := openLocal(t, dir, storage.LocalOptions{})
	for home, want := range map[string]storage.Class{
		"/homes/none":   storage.NotExist,
		"/none/none":    storage.NotExist,
		"/homes/file":   storage.NotDirectory,
		"/homes/link":   storage.Permission,
		"/also/bob":     storage.Permission,
		"/homes/a\x00b": storage.InvalidName,
	} {
		_, err := l.Sub(home)
		wantClass(t, "Sub "+home, err, want)
	}
	alice, err := l.Sub("../homes/./alice/")
	must(t, err)
	must(t, l.Close())
	ctx := t.Context()
	for _, p := range []storage.Path{"/sibling", "/sibling/secret"} {
		_, err = alice.Stat(ctx, p)
		wantClass(t, "Stat "+string(p), err, storage.Permission)
		_, err = alice.Open(ctx, p)
		wantClass(t, "Open "+string(p), err, storage.Permission)
	}
	must(t, store(t, alice, "/f", storage.CreateOptions{}, "hers").Commit())
	onDisk(t, filepath.Join(dir, "homes/alice/f"), "hers")
	must(t, alice.Close())
	_, err = alice.Stat(ctx, "/f")
	wantClass(t, "Stat after Close", err, storage.Other)
	if !errors.Is(err, os.ErrClosed) {
		t.Errorf("Stat after Close: %v, want os.ErrClosed inside", err)
	}
}

func TestCreateHomes(t *testing.T) {
	dir := t.TempDir()
	l := openLocal(t, dir, storage.LocalOptions{CreateHomes: true, Umask: 0o027})
	for range 2 {
		sub, err := l.Sub("/homes/carol")
		must(t, err)
		must(t, sub.Close())
	}
	fi, err := os.Stat(filepath.Join(dir, "homes/carol"))
	must(t, err)
	if fi.Mode() != fs.ModeDir|0o750 {
		t.Errorf("the home has mode %v, want drwxr-x---", fi.Mode())
	}
	root, err := l.Sub("/")
	must(t, err)
	defer root.Close()
	if _, err := root.Stat(t.Context(), "/homes/carol"); err != nil {
		t.Errorf("Sub(/) is not the whole: %v", err)
	}
}

// TestErrorsNameNoHostPath keeps what a server may log per account free of where the
// account's tree lies.
func TestErrorsNameNoHostPath(t *testing.T) {
	dir := t.TempDir()
	l := openLocal(t, dir, storage.LocalOptions{})
	_, err := l.Open(t.Context(), "/none")
	if got, want := err.Error(), "storage: open /none: no such file or directory"; got != want {
		t.Errorf("the text is %q, want %q", got, want)
	}
	err = l.Rename(t.Context(), "/none", "/x")
	if got, want := err.Error(), "storage: rename /none: to /x: no such file or directory"; got != want {
		t.Errorf("the text is %q, want %q", got, want)
	}
}
