//go:build unix

package storage_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

// TestListBesideADeadMount: a mount that answers nothing hides nothing of what lies beside it.
func TestListBesideADeadMount(t *testing.T) {
	dir := t.TempDir()
	disk(t, filepath.Join(dir, "before"), "12345")
	must(t, os.Mkdir(filepath.Join(dir, "dead"), 0o755))
	disk(t, filepath.Join(dir, "zzz"), "1")
	storagetest.DeadMount(t, filepath.Join(dir, "dead"))
	l := openLocal(t, dir, storage.LocalOptions{})
	var names []string
	for i, err := range l.List(t.Context(), "/") {
		must(t, err)
		names = append(names, i.Name)
		if i.Name != "dead" {
			if i.Fault != nil || !i.IsRegular() || i.Size == 0 {
				t.Errorf("beside it is %+v", i)
			}
		} else if !errors.Is(i.Fault, unix.ENOTCONN) || i.Size != 0 || i.IsRegular() {
			t.Errorf("the dead mount is %+v", i)
		}
	}
	wantNames(t, "List", names, "before", "dead", "zzz")
	wantNames(t, "Names", namesOf(t, l, "/"), "before", "dead", "zzz")
}

// TestListWithoutEntering: a directory that may be read and not entered gives its names, and the types that it knows.
func TestListWithoutEntering(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o755))
	must(t, os.MkdirAll(filepath.Join(dir, "shut", "sub"), 0o755))
	disk(t, filepath.Join(dir, "shut", "file"), "12345")
	must(t, os.Chmod(filepath.Join(dir, "shut"), 0o744))
	asNobody(t, dir, func(t *testing.T, l *storage.Local) {
		var names []string
		for i, err := range l.List(t.Context(), "/shut") {
			must(t, err)
			names = append(names, i.Name)
			if !errors.Is(i.Fault, fs.ErrPermission) || i.Size != 0 || i.Mode.Perm() != 0 {
				t.Errorf("an entry is %+v", i)
			}
		}
		wantNames(t, "List", names, "file", "sub")
		wantNames(t, "Names", namesOf(t, l, "/shut"), "file", "sub")
	})
}

func namesOf(t *testing.T, l storage.Lister, p storage.Path) (names []string) {
	t.Helper()
	for n, err := range storage.Names(t.Context(), l, p) {
		must(t, err)
		names = append(names, n)
	}
	return names
}

func wantNames(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%s gives %q, want %q", what, got, want)
	}
}
