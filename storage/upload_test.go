package storage_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
)

// uploadEnds is what is on disk at each moment of an upload to a file that held
// "old content", or to no file.
var uploadEnds = []struct {
	name           string
	atomic, exists bool
	send           string
	commit         bool
	during, after  string // of the file; "-" when there is none
}{
	{"in place, replaced", false, true, "new", true, "new content", "new"},
	{"in place, aborted", false, true, "new", false, "new content", "new"},
	{"in place, longer", false, true, "longer than before", true, "longer than before", "longer than before"},
	{"in place, emptied", false, true, "", true, "old content", ""},
	{"in place, untouched", false, true, "", false, "old content", "old content"},
	{"in place, made", false, false, "new", true, "new", "new"},
	{"in place, made in part", false, false, "new", false, "new", "new"},
	{"in place, made empty", false, false, "", true, "", ""},
	{"in place, not made", false, false, "", false, "", "-"},
	{"atomic, replaced", true, true, "new", true, "old content", "new"},
	{"atomic, aborted", true, true, "new", false, "old content", "old content"},
	{"atomic, emptied", true, true, "", true, "old content", ""},
	{"atomic, untouched", true, true, "", false, "old content", "old content"},
	{"atomic, made", true, false, "new", true, "-", "new"},
	{"atomic, aborted without a file", true, false, "new", false, "-", "-"},
	{"atomic, made empty", true, false, "", true, "-", ""},
	{"atomic, not made", true, false, "", false, "-", "-"},
}

func TestUploadOnDisk(t *testing.T) {
	for _, c := range uploadEnds {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "file")
			if c.exists {
				disk(t, file, "old content")
			}
			l := openLocal(t, dir, storage.LocalOptions{AtomicUploads: c.atomic})
			u := store(t, l, "/file", storage.CreateOptions{}, c.send)
			wantFile(t, file, c.during)
			if c.commit {
				must(t, u.Commit())
			} else {
				must(t, u.Abort())
			}
			wantFile(t, file, c.after)
			want := "file"
			if c.after == "-" {
				want = ""
			}
			if got := diskNames(t, dir); got != want {
				t.Errorf("the directory holds %q, want %q", got, want)
			}
		})
	}
}

// wantFile requires the file of the machine to hold want, or not to be when that is "-".
func wantFile(t *testing.T, name, want string) {
	t.Helper()
	if want != "-" {
		onDisk(t, name, want)
		return
	}
	if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is there (%v)", filepath.Base(name), err)
	}
}

func TestAtomicUploadIsHiddenAndPrivate(t *testing.T) {
	dir := t.TempDir()
	disk(t, filepath.Join(dir, "old"), "old")
	must(t, os.Chmod(filepath.Join(dir, "old"), 0o640))
	l := openLocal(t, dir, storage.LocalOptions{AtomicUploads: true})
	for _, p := range []storage.Path{"/old", "/new"} {
		u := store(t, l, p, storage.CreateOptions{}, "partial")
		temps, err := filepath.Glob(filepath.Join(dir, storage.UploadPrefix+"*"))
		must(t, err)
		if len(temps) != 1 {
			t.Fatalf("temporary files: %q, want one", temps)
		}
		onDisk(t, temps[0], "partial")
		fi, err := os.Stat(temps[0])
		must(t, err)
		if fi.Mode() != 0o600 {
			t.Errorf("the temporary file has mode %v, want -rw-------", fi.Mode())
		}
		var names []string
		for i, err := range l.List(t.Context(), "/") {
			must(t, err)
			names = append(names, i.Name)
		}
		if strings.Join(names, " ") != "old" {
			t.Errorf("List gives %q during an upload, want old", names)
		}
		if p == "/old" {
			must(t, u.Commit())
		} else {
			must(t, u.Abort())
		}
	}
	fi, err := os.Stat(filepath.Join(dir, "old"))
	must(t, err)
	if fi.Mode() != 0o640 {
		t.Errorf("the replaced file has mode %v, want the old one's -rw-r-----", fi.Mode())
	}
}

// TestNewFilesHaveTheModeOfTheSystem compares both kinds of upload with a plain create.
func TestNewFilesHaveTheModeOfTheSystem(t *testing.T) {
	for _, k := range uploadKinds {
		dir := t.TempDir()
		f, err := os.Create(filepath.Join(dir, "plain"))
		must(t, err)
		want, err := f.Stat()
		must(t, err)
		must(t, f.Close())
		l := openLocal(t, dir, k.opts)
		for _, m := range []storage.Mode{storage.Replace, storage.Append, storage.Unique, storage.Resume} {
			p := storage.Path(fmt.Sprintf("/mode%d", m))
			must(t, store(t, l, p, storage.CreateOptions{Mode: m}, "x").Commit())
			i, err := l.Stat(t.Context(), p)
			must(t, err)
			if i.Mode != want.Mode() {
				t.Errorf("%s, mode %d: %v, want %v", k.name, m, i.Mode, want.Mode())
			}
		}
	}
}

// TestAtomicUploadFollowsItsDirectory moves the directory while the upload runs.
func TestAtomicUploadFollowsItsDirectory(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, "a"), 0o755))
	l := openLocal(t, dir, storage.LocalOptions{AtomicUploads: true})
	u := store(t, l, "/a/f", storage.CreateOptions{}, "content")
	must(t, os.Rename(filepath.Join(dir, "a"), filepath.Join(dir, "b")))
	must(t, u.Commit())
	onDisk(t, filepath.Join(dir, "b/f"), "content")
	if got := diskNames(t, filepath.Join(dir, "b")); got != "f" {
		t.Errorf("the directory holds %q, want f", got)
	}
}

// TestCommitFails puts a directory where the upload goes.
func TestCommitFails(t *testing.T) {
	dir := t.TempDir()
	l := openLocal(t, dir, storage.LocalOptions{AtomicUploads: true})
	u := store(t, l, "/f", storage.CreateOptions{}, "content")
	must(t, os.Mkdir(filepath.Join(dir, "f"), 0o755))
	first := u.Commit()
	wantClass(t, "Commit", first, storage.Exist)
	if again := u.Commit(); again != first {
		t.Errorf("Commit again gives %v, want the same error", again)
	}
	must(t, u.Abort())
	if got := diskNames(t, dir); got != "f" {
		t.Errorf("the directory holds %q, want f alone", got)
	}
}

func TestUniqueTriesAreBounded(t *testing.T) {
	for _, k := range uploadKinds {
		dir := t.TempDir()
		disk(t, filepath.Join(dir, "f"), "")
		for i := 1; i < 1000; i++ {
			disk(t, filepath.Join(dir, fmt.Sprint("f.", i)), "")
		}
		l := openLocal(t, dir, k.opts)
		_, err := l.Create(t.Context(), "/f", storage.CreateOptions{Mode: storage.Unique})
		wantClass(t, k.name, err, storage.Exist)
		must(t, os.Remove(filepath.Join(dir, "f.999")))
		u := store(t, l, "/f", storage.CreateOptions{Mode: storage.Unique}, "last")
		must(t, u.Commit())
		onDisk(t, filepath.Join(dir, "f.999"), "last")
	}
}

// TestUniqueKeepsItsName shows that a name is taken from Create on, and given back.
func TestUniqueKeepsItsName(t *testing.T) {
	for _, k := range uploadKinds {
		dir := t.TempDir()
		l := openLocal(t, dir, k.opts)
		u := store(t, l, "/f", storage.CreateOptions{Mode: storage.Unique}, "")
		onDisk(t, filepath.Join(dir, "f"), "")
		must(t, u.Abort())
		u = store(t, l, "/f", storage.CreateOptions{Mode: storage.Unique}, "part")
		must(t, u.Abort())
		want := "f"
		if k.opts.AtomicUploads {
			want = ""
		}
		if got := diskNames(t, dir); got != want {
			t.Errorf("%s: after an Abort the directory holds %q, want %q", k.name, got, want)
		}
	}
}

// TestAbortSparesAnothersFile replaces the file that Create made before it is aborted.
func TestAbortSparesAnothersFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "f")
	l := openLocal(t, dir, storage.LocalOptions{})
	u := store(t, l, "/f", storage.CreateOptions{}, "")
	must(t, os.Remove(file))
	disk(t, file, "")
	must(t, u.Abort())
	onDisk(t, file, "")

	u = store(t, l, "/g", storage.CreateOptions{}, "")
	must(t, os.Remove(filepath.Join(dir, "g")))
	must(t, u.Abort())
	if got := diskNames(t, dir); got != "f" {
		t.Errorf("the directory holds %q, want f", got)
	}
}

// TestNoMaxBytes takes what is not above zero as no limit.
func TestNoMaxBytes(t *testing.T) {
	dir := t.TempDir()
	l := openLocal(t, dir, storage.LocalOptions{MaxBytes: -1})
	must(t, store(t, l, "/f", storage.CreateOptions{}, "12345").Commit())
	onDisk(t, filepath.Join(dir, "f"), "12345")
}

func TestMaxBytes(t *testing.T) {
	for _, k := range uploadKinds {
		k.opts.MaxBytes = 5
		dir := t.TempDir()
		l := openLocal(t, dir, k.opts)
		u := store(t, l, "/exact", storage.CreateOptions{}, "12345")
		n, err := u.Write(nil)
		if n != 0 || err != nil {
			t.Errorf("%s: an empty Write at the limit: %d, %v", k.name, n, err)
		}
		must(t, u.Commit())
		onDisk(t, filepath.Join(dir, "exact"), "12345")

		u = store(t, l, "/over", storage.CreateOptions{}, "123")
		n, err = u.Write([]byte("456"))
		if n != 2 || !errors.Is(err, storage.ErrQuota) {
			t.Errorf("%s: Write over the limit: %d, %v, want 2 and ErrQuota", k.name, n, err)
		}
		again, err2 := u.Write([]byte("7"))
		if again != 0 || err2 != err {
			t.Errorf("%s: Write after that: %d, %v, want the same error", k.name, again, err2)
		}
		if err := u.Commit(); !errors.Is(err, storage.ErrQuota) {
			t.Errorf("%s: Commit: %v, want ErrQuota", k.name, err)
		}
		must(t, u.Abort())
		want := "12345"
		if k.opts.AtomicUploads {
			want = "-"
		}
		wantFile(t, filepath.Join(dir, "over"), want)

		u = store(t, l, "/exact", storage.CreateOptions{Mode: storage.Append}, "")
		m, err := u.ReadFrom(strings.NewReader("abcdefgh"))
		if m != 5 || !errors.Is(err, storage.ErrQuota) {
			t.Errorf("%s: ReadFrom over the limit: %d, %v, want 5 and ErrQuota", k.name, m, err)
		}
		must(t, u.Abort())
		onDisk(t, filepath.Join(dir, "exact"), "12345abcde")
	}
}

// TestAppendersDoNotOverwrite lets two sessions append to one file.
func TestAppendersDoNotOverwrite(t *testing.T) {
	dir := t.TempDir()
	l := openLocal(t, dir, storage.LocalOptions{AtomicUploads: true})
	a := store(t, l, "/log", storage.CreateOptions{Mode: storage.Append}, "a1 ")
	b := store(t, l, "/log", storage.CreateOptions{Mode: storage.Append}, "b1 ")
	_, err := a.Write([]byte("a2 "))
	must(t, err)
	must(t, a.Abort())
	_, err = b.Write([]byte("b2"))
	must(t, err)
	must(t, b.Commit())
	onDisk(t, filepath.Join(dir, "log"), "a1 b1 a2 b2")
}

func TestUploadThroughSymlinks(t *testing.T) {
	for _, k := range uploadKinds {
		dir := t.TempDir()
		disk(t, filepath.Join(dir, "real"), "old")
		must(t, os.Symlink("real", filepath.Join(dir, "link")))
		must(t, os.Symlink("nothing", filepath.Join(dir, "dangling")))
		l := openLocal(t, dir, k.opts)
		must(t, store(t, l, "/link", storage.CreateOptions{}, "new").Commit())
		onDisk(t, filepath.Join(dir, "link"), "new")
		i, err := l.Lstat(t.Context(), "/link")
		must(t, err)
		want := map[bool]string{false: "new", true: "old"}[k.opts.AtomicUploads]
		onDisk(t, filepath.Join(dir, "real"), want)
		if i.IsSymlink() == k.opts.AtomicUploads {
			t.Errorf("%s: the link is now %v", k.name, i.Mode)
		}
		for _, m := range []storage.Mode{storage.Replace, storage.Append, storage.Resume} {
			_, err := l.Create(t.Context(), "/dangling", storage.CreateOptions{Mode: m})
			wantClass(t, k.name+", dangling", err, storage.NotExist)
		}
		if got := diskNames(t, dir); got != "dangling link real" {
			t.Errorf("%s: the directory holds %q", k.name, got)
		}
	}
}
