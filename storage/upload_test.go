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

// uploadEnds is what is on disk at each moment of an upload to a file that held "old content", or to no file.
var uploadEnds = []struct {
	name          string
	how           storage.Uploads
	exists        bool
	send          string
	commit        bool
	during, after string // of the file; "-" when there is none
}{
	{"in place, replaced", storage.InPlace, true, "new", true, "new", "new"},
	{"in place, aborted", storage.InPlace, true, "new", false, "new", "new"},
	{"in place, longer", storage.InPlace, true, "longer than before", true, "longer than before", "longer than before"},
	{"in place, emptied", storage.InPlace, true, "", true, "old content", ""},
	{"in place, untouched", storage.InPlace, true, "", false, "old content", "old content"},
	{"in place, made", storage.InPlace, false, "new", true, "new", "new"},
	{"in place, made in part", storage.InPlace, false, "new", false, "new", "new"},
	{"in place, made empty", storage.InPlace, false, "", true, "", ""},
	{"in place, not made", storage.InPlace, false, "", false, "", "-"},
	{"safe, replaced", storage.Safe, true, "new", true, "old content", "new"},
	{"safe, aborted", storage.Safe, true, "new", false, "old content", "old content"},
	{"safe, emptied", storage.Safe, true, "", true, "old content", ""},
	{"safe, untouched", storage.Safe, true, "", false, "old content", "old content"},
	{"safe, made", storage.Safe, false, "new", true, "-", "new"},
	{"safe, made in part", storage.Safe, false, "new", false, "-", "new"},
	{"safe, made empty", storage.Safe, false, "", true, "-", ""},
	{"safe, not made", storage.Safe, false, "", false, "-", "-"},
	{"strict, replaced", storage.Strict, true, "new", true, "old content", "new"},
	{"strict, aborted", storage.Strict, true, "new", false, "old content", "old content"},
	{"strict, emptied", storage.Strict, true, "", true, "old content", ""},
	{"strict, untouched", storage.Strict, true, "", false, "old content", "old content"},
	{"strict, made", storage.Strict, false, "new", true, "-", "new"},
	{"strict, aborted without a file", storage.Strict, false, "new", false, "-", "-"},
	{"strict, made empty", storage.Strict, false, "", true, "-", ""},
	{"strict, not made", storage.Strict, false, "", false, "-", "-"},
}

func TestUploadOnDisk(t *testing.T) {
	for _, c := range uploadEnds {
		for _, sync := range []storage.Sync{storage.SyncNever, storage.SyncStart, storage.SyncData} {
			t.Run(c.name+", "+sync.String(), func(t *testing.T) {
				dir := t.TempDir()
				file := filepath.Join(dir, "file")
				if c.exists {
					disk(t, file, "old content")
				}
				l := openLocal(t, dir, storage.LocalOptions{Uploads: c.how, Sync: sync})
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

func TestUnfinishedUploadIsHidden(t *testing.T) {
	dir := t.TempDir()
	disk(t, filepath.Join(dir, "old"), "old")
	must(t, os.Chmod(filepath.Join(dir, "old"), 0o640))
	l := openLocal(t, dir, storage.LocalOptions{Uploads: storage.Strict})
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
		if want := map[storage.Path]fs.FileMode{"/old": 0o640, "/new": 0o644}[p]; fi.Mode() != want {
			t.Errorf("the temporary file has mode %v, want what it is to have at the end, %v", fi.Mode(), want)
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
	l := openLocal(t, dir, storage.LocalOptions{Uploads: storage.Strict})
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
	l := openLocal(t, dir, storage.LocalOptions{Uploads: storage.Strict})
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
		if k.opts.Uploads == storage.Strict {
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
	l := openLocal(t, dir, storage.LocalOptions{Uploads: storage.InPlace})
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
		if n != 2 || !errors.Is(err, storage.ErrTooLarge) {
			t.Errorf("%s: Write over the limit: %d, %v, want 2 and ErrTooLarge", k.name, n, err)
		}
		again, err2 := u.Write([]byte("7"))
		if again != 0 || err2 != err {
			t.Errorf("%s: Write after that: %d, %v, want the same error", k.name, again, err2)
		}
		if err := u.Commit(); !errors.Is(err, storage.ErrTooLarge) {
			t.Errorf("%s: Commit: %v, want ErrTooLarge", k.name, err)
		}
		must(t, u.Abort())
		want := "12345"
		if k.opts.Uploads == storage.Strict {
			want = "-"
		}
		wantFile(t, filepath.Join(dir, "over"), want)

		// What was there counts for those who add to it, and an old file outlives what is too large.
		disk(t, filepath.Join(dir, "part"), "abc")
		for _, r := range []struct {
			how   storage.CreateOptions
			takes int64
			left  string
		}{
			{storage.CreateOptions{}, 5, "abc"},
			{storage.CreateOptions{Mode: storage.Append}, 2, "abc12"},
			{storage.CreateOptions{Mode: storage.Append}, 0, "abc12"},
			{storage.CreateOptions{Mode: storage.Resume, Offset: 4}, 1, "abc11"},
			{storage.CreateOptions{Mode: storage.Resume, Offset: 5}, 0, "abc11"},
			{storage.CreateOptions{Mode: storage.Patch, Offset: 3, Length: 9}, 2, "abc12"},
		} {
			u = store(t, l, "/part", r.how, "")
			m, err := u.ReadFrom(strings.NewReader("12345678"))
			if m != r.takes || !errors.Is(err, storage.ErrTooLarge) {
				t.Errorf("%s: %+v over the limit: %d, %v, want %d and ErrTooLarge", k.name, r.how, m, err, r.takes)
			}
			must(t, u.Abort())
			onDisk(t, filepath.Join(dir, "part"), r.left)
		}
		if got := l.MaxUpload(); got != 5 {
			t.Errorf("MaxUpload is %d", got)
		}
	}
}

// TestAppendersDoNotOverwrite lets two sessions append to one file.
func TestAppendersDoNotOverwrite(t *testing.T) {
	dir := t.TempDir()
	l := openLocal(t, dir, storage.LocalOptions{Uploads: storage.Strict})
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
		onDisk(t, filepath.Join(dir, "real"), "new")
		if !i.IsSymlink() {
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
