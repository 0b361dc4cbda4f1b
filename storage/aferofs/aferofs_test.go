package aferofs_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/spf13/afero"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/aferofs"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

func TestMemoryConforms(t *testing.T) {
	storagetest.Suite(t, func(*testing.T) storage.FS { return aferofs.New(afero.NewMemMapFs()) })
}

func TestDirectoryConforms(t *testing.T) {
	storagetest.Suite(t, func(t *testing.T) storage.FS {
		return aferofs.New(afero.NewBasePathFs(afero.NewOsFs(), t.TempDir()))
	})
}

func put(t *testing.T, files storage.FS, p storage.Path, content string) {
	t.Helper()
	u, err := files.Create(t.Context(), p, storage.CreateOptions{})
	if err == nil {
		_, err = io.WriteString(u, content)
	}
	if err == nil {
		err = u.Commit()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, files storage.FS, p storage.Path) string {
	t.Helper()
	f, err := files.Open(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// An Fs that refuses says so with its class, and what it holds stays.
func TestReadOnlyRefuses(t *testing.T) {
	memory := afero.NewMemMapFs()
	put(t, aferofs.New(memory), "/f", "kept")
	files := aferofs.New(afero.NewReadOnlyFs(memory))
	_, created := files.Create(t.Context(), "/new", storage.CreateOptions{})
	_, replaced := files.Create(t.Context(), "/f", storage.CreateOptions{})
	for what, err := range map[string]error{
		"Create": created, "Create over": replaced,
		"Remove": files.Remove(t.Context(), "/f"), "Mkdir": files.Mkdir(t.Context(), "/d", storage.DirOptions{}),
		"Rename": files.Rename(t.Context(), "/f", "/g"),
	} {
		if got := storage.ClassOf(err); got != storage.Permission {
			t.Errorf("%s: class %v (%v), want permission", what, got, err)
		}
	}
	if got := get(t, files, "/f"); got != "kept" {
		t.Errorf("/f holds %q", got)
	}
}

func TestErrorSaysWhatAndWhy(t *testing.T) {
	files := aferofs.New(afero.NewMemMapFs())
	put(t, files, "/f", "")
	for want, err := range map[string]error{
		"storage: remove /none: file does not exist":                           files.Remove(t.Context(), "/none"),
		"storage: mkdir /f: the name is taken":                                 files.Mkdir(t.Context(), "/f", storage.DirOptions{}),
		"storage: rename /none: to /x: file does not exist":                    files.Rename(t.Context(), "/none", "/x"),
		"storage: rmdir x: the path is not absolute and clean":                 files.Rmdir(t.Context(), "x"),
		"storage: space /: afero does not tell how much room there is":         second(files.Space(t.Context(), "/")),
		"storage: create /f: the offset is outside the file":                   second(files.Create(t.Context(), "/f", storage.CreateOptions{Offset: 1})),
		"storage: rename /: to /x: the home itself cannot be moved or removed": files.Rename(t.Context(), "/", "/x"),
		"storage: open /: it is a directory":                                   second(files.Open(t.Context(), "/")),
		"storage: rmdir /f: it is no directory":                                files.Rmdir(t.Context(), "/f"),
		"storage: create /f: no such upload mode":                              second(files.Create(t.Context(), "/f", storage.CreateOptions{Mode: 9})),
		"storage: create /f/x: it is no directory":                             second(files.Create(t.Context(), "/f/x", storage.CreateOptions{})),
		"storage: rename /f: to /none/x: file does not exist":                  files.Rename(t.Context(), "/f", "/none/x"),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// full is an Fs whose files take only a few bytes.
type full struct{ afero.Fs }

type fullFile struct {
	afero.File
	room int
}

func (f full) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	file, err := f.Fs.OpenFile(name, flag, perm)
	return &fullFile{File: file, room: 4}, err
}

func (f *fullFile) Write(b []byte) (int, error) {
	if len(b) <= f.room {
		f.room -= len(b)
		return f.File.Write(b)
	}
	n, _ := f.File.Write(b[:f.room])
	f.room = 0
	return n, &fs.PathError{Op: "write", Path: "/x", Err: syscall.ENOSPC}
}

// After a fault nothing more is written, and Commit says the fault instead of making half a file a whole one.
func TestFullDeviceFailsTheCommit(t *testing.T) {
	memory := afero.NewMemMapFs()
	put(t, aferofs.New(memory), "/f", "the old content")
	files := aferofs.New(full{memory})
	u, err := files.Create(t.Context(), "/f", storage.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	n, err := u.ReadFrom(strings.NewReader("more than four"))
	if n != 4 || !errors.Is(err, storage.ErrNoSpace) || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("ReadFrom: %d bytes, %v; want 4 and no space", n, err)
	}
	if _, again := u.Write([]byte("x")); again != err {
		t.Errorf("a second Write: %v, want the first fault", again)
	}
	if committed := u.Commit(); committed != err {
		t.Errorf("Commit: %v, want the fault", committed)
	}
	if got := get(t, files, "/f"); got != "more" {
		t.Errorf("/f holds %q, want the part that fitted", got)
	}
}

func TestLinksAndSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	files := aferofs.New(afero.NewBasePathFs(afero.NewOsFs(), dir))
	put(t, files, "/f", "four")
	if err := os.Symlink("f", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	link, err := files.Lstat(t.Context(), "/link")
	if err != nil || !link.IsSymlink() || link.Name != "link" {
		t.Errorf("Lstat gives %+v, %v", link, err)
	}
	followed, err := files.Stat(t.Context(), "/link")
	if err != nil || !followed.IsRegular() || followed.Size != 4 || followed.Name != "link" {
		t.Errorf("Stat gives %+v, %v", followed, err)
	}
	if err := files.Remove(t.Context(), "/link"); err != nil {
		t.Errorf("Remove: %v", err)
	}
	if got := get(t, files, "/f"); got != "four" {
		t.Errorf("/f holds %q after its link was removed", got)
	}
	if err := files.Mkdir(t.Context(), "/d", storage.DirOptions{}); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for what, err := range map[string]error{
		"Open":   second(files.Open(t.Context(), "/s")),
		"Create": second(files.Create(t.Context(), "/s", storage.CreateOptions{})),
	} {
		if storage.ClassOf(err) != storage.Unsupported {
			t.Errorf("%s of a socket: %v, want class unsupported", what, err)
		}
	}
}

// kernelCopy sees what WriteTo hands to a connection.
type kernelCopy struct {
	io.Writer
	from io.Reader
}

func (w *kernelCopy) ReadFrom(r io.Reader) (int64, error) {
	w.from = r
	return io.Copy(w.Writer, r)
}

// A file of the system reaches the connection as it is, so that the kernel can copy it.
func TestWriteToHandsOverTheFile(t *testing.T) {
	files := aferofs.New(afero.NewBasePathFs(afero.NewOsFs(), t.TempDir()))
	put(t, files, "/f", "0123456789")
	f, err := files.Open(t.Context(), "/f")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(-3, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	w := &kernelCopy{Writer: &got}
	n, err := f.WriteTo(w)
	if _, ok := w.from.(*os.File); !ok || n != 3 || err != nil || got.String() != "789" {
		t.Errorf("WriteTo gave %T, %d bytes %q, %v", w.from, n, &got, err)
	}
}

func TestSeekRefuses(t *testing.T) {
	files := aferofs.New(afero.NewMemMapFs())
	put(t, files, "/f", "0123")
	f, err := files.Open(t.Context(), "/f")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(2, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(-5, io.SeekEnd); storage.ClassOf(err) != storage.InvalidOffset {
		t.Errorf("Seek before the beginning: %v, want class invalid-offset", err)
	}
	if rest, err := io.ReadAll(f); string(rest) != "23" || err != nil {
		t.Errorf("then %q is read, %v, want what was there before", rest, err)
	}
}

// Two sessions that want the same name at once: one gets it.
func TestChangesHappenOneAtATime(t *testing.T) {
	files := aferofs.New(afero.NewMemMapFs())
	const tries = 100
	var made atomic.Int32
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			for range tries {
				if files.Mkdir(t.Context(), "/d", storage.DirOptions{}) == nil {
					made.Add(1)
				}
				if files.Rmdir(t.Context(), "/d") == nil {
					made.Add(-1)
				}
			}
		})
	}
	wait.Wait()
	if n := made.Load(); n != 0 {
		t.Errorf("%d directories more were made than removed", n)
	}
}
