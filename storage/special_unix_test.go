//go:build unix

package storage_test

import (
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/storage"
)

// TestSpecialFiles would hang, should a fifo be opened in the plain way.
func TestSpecialFiles(t *testing.T) {
	for _, k := range uploadKinds {
		dir := t.TempDir()
		must(t, unix.Mkfifo(filepath.Join(dir, "fifo"), 0o644))
		ln, err := net.Listen("unix", filepath.Join(dir, "socket"))
		must(t, err)
		defer ln.Close()
		must(t, os.Symlink("fifo", filepath.Join(dir, "link")))
		l := openLocal(t, dir, k.opts)
		for p, mode := range map[storage.Path]fs.FileMode{
			"/fifo": fs.ModeNamedPipe, "/socket": fs.ModeSocket, "/link": fs.ModeNamedPipe,
		} {
			i, err := l.Stat(t.Context(), p)
			must(t, err)
			if i.Mode.Type() != mode {
				t.Errorf("%s has type %v, want %v", p, i.Mode.Type(), mode)
			}
			refusesToOpen(t, l, p)
			below := p.Join("x")
			_, err = l.Open(t.Context(), below)
			wantClass(t, "Open "+string(below), err, storage.NotDirectory)
			_, err = l.Create(t.Context(), below, storage.CreateOptions{})
			wantClass(t, "Create "+string(below), err, storage.NotDirectory)
			_, err = l.Create(t.Context(), below, storage.CreateOptions{Mode: storage.Unique})
			wantClass(t, "Create "+string(below), err, storage.NotDirectory)
			for _, err := range l.List(t.Context(), p) {
				wantClass(t, "List "+string(p), err, storage.NotDirectory)
			}
			_, err = l.Space(t.Context(), p)
			must(t, err)
		}
		_, err = l.Sub("/fifo")
		wantClass(t, "Sub", err, storage.NotDirectory)
		must(t, l.Rename(t.Context(), "/fifo", "/pipe"))
		must(t, l.Remove(t.Context(), "/pipe"))
		must(t, l.Remove(t.Context(), "/link"))
		if got := diskNames(t, dir); got != "socket" {
			t.Errorf("the directory holds %q", got)
		}
	}
}

// TestDevices looks at a device where every system has one.
func TestDevices(t *testing.T) {
	l := openLocal(t, "/dev", storage.LocalOptions{AllowSystem: true})
	i, err := l.Stat(t.Context(), "/null")
	must(t, err)
	if i.Mode.Type() != fs.ModeDevice|fs.ModeCharDevice {
		t.Errorf("/dev/null has type %v", i.Mode.Type())
	}
	refusesToOpen(t, l, "/null")
}

// refusesToOpen requires that p is opened in no way.
func refusesToOpen(t *testing.T, l *storage.Local, p storage.Path) {
	t.Helper()
	_, err := l.Open(t.Context(), p)
	wantClass(t, "Open "+string(p), err, storage.Unsupported)
	for _, m := range []storage.Mode{storage.Replace, storage.Append, storage.Resume} {
		_, err := l.Create(t.Context(), p, storage.CreateOptions{Mode: m})
		wantClass(t, "Create "+string(p), err, storage.Unsupported)
	}
}

// TestSymlinks shows what is followed and what is described.
func TestSymlinks(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, "d"), 0o755))
	disk(t, filepath.Join(dir, "d/f"), "inside")
	for name, target := range map[string]string{
		"file": "d/f", "dir": "d", "loop": "loop", "none": "d/none", "out": "../x", "abs": "/etc/passwd",
	} {
		must(t, os.Symlink(target, filepath.Join(dir, name)))
	}
	l := openLocal(t, dir, storage.LocalOptions{})
	ctx := t.Context()
	i, err := l.Stat(ctx, "/file")
	must(t, err)
	if i.Name != "file" || !i.IsRegular() || i.Size != 6 || i.Target != "" {
		t.Errorf("Stat gives %+v", i)
	}
	i, err = l.Lstat(ctx, "/abs")
	must(t, err)
	if i.Name != "abs" || !i.IsSymlink() || i.Target != "" {
		t.Errorf("Lstat gives %+v", i)
	}
	f, err := l.Open(ctx, "/dir/f")
	must(t, err)
	content, err := io.ReadAll(f)
	must(t, err)
	must(t, f.Close())
	if string(content) != "inside" {
		t.Errorf("read %q through a link", content)
	}
	for p, want := range map[storage.Path]storage.Class{
		"/loop": storage.NotExist, "/none": storage.NotExist, "/out": storage.Permission, "/abs": storage.Permission,
		"/abs/x": storage.Permission, "/file/x": storage.NotDirectory,
	} {
		_, err := l.Stat(ctx, p)
		wantClass(t, "Stat "+string(p), err, want)
		_, err = l.Open(ctx, p)
		wantClass(t, "Open "+string(p), err, want)
	}
	wantClass(t, "Rmdir of a link", l.Rmdir(ctx, "/dir"), storage.NotDirectory)
	must(t, l.Remove(ctx, "/dir"))
	must(t, l.Remove(ctx, "/out"))
	must(t, l.Rename(ctx, "/abs", "/d/moved"))
	if got := diskNames(t, dir); got != "d file loop none" {
		t.Errorf("the directory holds %q", got)
	}
	if got := diskNames(t, filepath.Join(dir, "d")); got != "f moved" {
		t.Errorf("the directory holds %q", got)
	}
}
