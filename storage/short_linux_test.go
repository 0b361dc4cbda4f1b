//go:build !portable

package storage_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/portolan-ftp/portolan/storage"
)

// TestShortUpload stores new files of lengths about the longest that is held in memory, in one write, in small ones and
// from readers, and ends them either way: the content is whole, and a hidden file is there only for the longer.
func TestShortUpload(t *testing.T) {
	for _, length := range []int{0, 1, short - 1, short, short + 1} {
		content := long[:length]
		for way, put := range map[string]func(u storage.Upload) (int64, error){
			"a write": func(u storage.Upload) (int64, error) {
				n, err := u.Write([]byte(content))
				return int64(n), err
			},
			"writes": func(u storage.Upload) (n int64, err error) {
				for rest := content; rest != "" && err == nil; {
					part := rest[:min(1000, len(rest))]
					var m int
					m, err = u.Write([]byte(part))
					n, rest = n+int64(m), rest[len(part):]
				}
				return n, err
			},
			"a reader": func(u storage.Upload) (int64, error) { return u.ReadFrom(strings.NewReader(content)) },
			"a reader of halves": func(u storage.Upload) (int64, error) {
				return u.ReadFrom(iotest.HalfReader(strings.NewReader(content)))
			},
			"two readers": func(u storage.Upload) (int64, error) {
				n, err := u.ReadFrom(strings.NewReader(content[:length/2]))
				if err != nil {
					return n, err
				}
				m, err := u.ReadFrom(strings.NewReader(content[length/2:]))
				return n + m, err
			},
		} {
			for _, end := range []func(storage.Upload) error{storage.Upload.Commit, storage.Upload.Abort} {
				dir := t.TempDir()
				u, err := openLocal(t, dir, storage.LocalOptions{}).Create(t.Context(), "/f", storage.CreateOptions{})
				must(t, err)
				if n, err := put(u); n != int64(length) || err != nil {
					t.Errorf("%d bytes, %s: %d, %v", length, way, n, err)
				}
				hidden := length > short || length == short && strings.Contains(way, "reader")
				if got := len(temps(t, dir)); got > 1 || hidden != (got == 1) {
					t.Errorf("%d bytes, %s: %d hidden files", length, way, got)
				}
				must(t, end(u))
				if got := diskNames(t, dir); got == "" && length == 0 {
					continue // what was given up before the first byte
				} else if got != "f" {
					t.Errorf("%d bytes, %s: the directory holds %q", length, way, got)
				}
				onDisk(t, filepath.Join(dir, "f"), content)
				if _, err := u.Write([]byte("late")); err == nil {
					t.Errorf("%d bytes, %s: a write after the end", length, way)
				}
			}
		}
	}
}

// TestShortUploadSourceFails keeps what came before a reader's error when it is given up.
func TestShortUploadSourceFails(t *testing.T) {
	dir := t.TempDir()
	u, err := openLocal(t, dir, storage.LocalOptions{}).Create(t.Context(), "/f", storage.CreateOptions{})
	must(t, err)
	if n, err := u.ReadFrom(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("part")))); n != 1 || err != iotest.ErrTimeout {
		t.Errorf("%d, %v", n, err)
	}
	must(t, u.Abort())
	onDisk(t, filepath.Join(dir, "f"), "p")
}

// TestShortUploadsMeet stores two under one name: the later takes the name, as with hidden files.
func TestShortUploadsMeet(t *testing.T) {
	dir := t.TempDir()
	l := openLocal(t, dir, storage.LocalOptions{})
	first, second := store(t, l, "/f", storage.CreateOptions{}, "first"), store(t, l, "/f", storage.CreateOptions{}, "second")
	must(t, second.Commit())
	must(t, first.Commit())
	onDisk(t, filepath.Join(dir, "f"), "first")
	if got := diskNames(t, dir); got != "f" {
		t.Errorf("the directory holds %q", got)
	}
}

// TestShortUploadLosesItsDirectory is told at the end that its directory is gone.
func TestShortUploadLosesItsDirectory(t *testing.T) {
	dir := t.TempDir()
	l := openLocal(t, dir, storage.LocalOptions{})
	must(t, l.Mkdir(t.Context(), "/d", storage.DirOptions{}))
	u := store(t, l, "/d/f", storage.CreateOptions{}, "new")
	must(t, l.Rmdir(t.Context(), "/d"))
	wantClass(t, "Commit", u.Commit(), storage.NotExist)
	if got := diskNames(t, dir); got != "" {
		t.Errorf("the directory holds %q", got)
	}
}

// TestManyShortUploads has more at once than are held in memory; the others have hidden files, and all are whole.
func TestManyShortUploads(t *testing.T) {
	const atOnce = 256
	dir := t.TempDir()
	l := openLocal(t, dir, storage.LocalOptions{})
	var all []storage.Upload
	for i := range atOnce + 3 {
		all = append(all, store(t, l, storage.Path(fmt.Sprintf("/f%d", i)), storage.CreateOptions{}, fmt.Sprint("content ", i)))
	}
	if got := len(temps(t, dir)); got < 3 {
		t.Errorf("%d hidden files", got)
	}
	for i, u := range all {
		must(t, u.Commit())
		onDisk(t, filepath.Join(dir, fmt.Sprint("f", i)), fmt.Sprint("content ", i))
	}
	u := store(t, l, "/again", storage.CreateOptions{}, "in memory")
	if got := temps(t, dir); len(got) > 0 {
		t.Errorf("no turn came back: %q", got)
	}
	must(t, u.Commit())
}

// TestShortUploadHasItsUmask makes files with the permissions of the client's choice.
func TestShortUploadHasItsUmask(t *testing.T) {
	dir := t.TempDir()
	mask := storage.NewUmask(0o027)
	must(t, store(t, openLocal(t, dir, storage.LocalOptions{}), "/f", storage.CreateOptions{Umask: mask}, "new").Commit())
	fi, err := os.Stat(filepath.Join(dir, "f"))
	must(t, err)
	if got := fi.Mode().Perm(); got != 0o640 {
		t.Errorf("permissions %v", got)
	}
}
