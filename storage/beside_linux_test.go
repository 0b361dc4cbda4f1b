package storage_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
)

// becomeNobody lets the rest of a test reach files as another user than root would. The thread ends with the test.
func becomeNobody(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		testcost.Lacking(t, "it takes root to be somebody else")
	}
	runtime.LockOSThread()
	unix.Setfsgid(nobody)
	unix.Setfsuid(nobody)
	t.Cleanup(func() {
		unix.Setfsuid(0)
		unix.Setfsgid(0)
		runtime.UnlockOSThread()
	})
}

// owned tells who owns a file, and its permissions and number of names.
func owned(t *testing.T, name string) string {
	t.Helper()
	var st unix.Stat_t
	must(t, unix.Stat(name, &st))
	return fmt.Sprintf("%d:%d %o %d", st.Uid, st.Gid, st.Mode&0o7777, st.Nlink)
}

// TestReplacedKeepsItsOwner replaces and changes files that belong to others, have other names or are reached by links.
func TestReplacedKeepsItsOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		testcost.Lacking(t, "it takes root to give files away")
	}
	for _, k := range uploadKinds {
		for _, r := range []struct {
			how         storage.CreateOptions
			want, other string
			links       int
		}{
			{storage.CreateOptions{}, "new", "old", 1},
			{storage.CreateOptions{Mode: storage.Append}, "oldnew", "oldnew", 2},
			{storage.CreateOptions{Mode: storage.Resume, Offset: 1}, "onew", "onew", 2},
			{storage.CreateOptions{Mode: storage.Patch, Offset: 2, Length: 5}, "olnew", "olnew", 2},
		} {
			dir := t.TempDir()
			must(t, os.MkdirAll(filepath.Join(dir, "a/b"), 0o755))
			file := filepath.Join(dir, "a/file")
			disk(t, file, "old")
			must(t, os.Chown(file, 1234, 5678))
			must(t, os.Chmod(file, 0o640))
			must(t, os.Link(file, filepath.Join(dir, "other")))
			must(t, os.Symlink("a/b", filepath.Join(dir, "way")))          // a/b by another name
			must(t, os.Symlink("../file", filepath.Join(dir, "a/b/link"))) // a/file, and not file beside "way"
			l := openLocal(t, dir, k.opts)
			must(t, store(t, l, "/way/link", r.how, "new").Commit())
			if k.opts.Uploads == storage.InPlace && r.links == 1 {
				r.links, r.other = 2, r.want
			}
			onDisk(t, file, r.want)
			onDisk(t, filepath.Join(dir, "other"), r.other)
			if got, want := owned(t, file), fmt.Sprintf("1234:5678 640 %d", r.links); got != want {
				t.Errorf("%s, %+v: %s, want %s", k.name, r.how, got, want)
			}
			if got := diskNames(t, filepath.Join(dir, "a/b")) + " " + diskNames(t, filepath.Join(dir, "a")); got != "link b file" {
				t.Errorf("%s: the directories hold %q", k.name, got)
			}
		}
	}
}

// TestReplacedKeepsItsList replaces a file with an access list.
func TestReplacedKeepsItsList(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "f")
	disk(t, file, "old")
	// Version 2: owner rw-, user 1234 r--, group r--, mask r--, others ---.
	list := []byte("\x02\x00\x00\x00\x01\x00\x06\x00\xff\xff\xff\xff\x02\x00\x04\x00\xd2\x04\x00\x00" +
		"\x04\x00\x04\x00\xff\xff\xff\xff\x10\x00\x04\x00\xff\xff\xff\xff\x20\x00\x00\x00\xff\xff\xff\xff")
	if err := unix.Setxattr(file, "system.posix_acl_access", list, 0); err == unix.ENOTSUP {
		testcost.Lacking(t, "the file system has no access lists: set TMPDIR to one that has")
	} else if err != nil {
		t.Fatal(err)
	}
	l := openLocal(t, dir, storage.LocalOptions{})
	must(t, store(t, l, "/f", storage.CreateOptions{}, "new").Commit())
	onDisk(t, file, "new")
	got := make([]byte, 100)
	n, err := unix.Getxattr(file, "system.posix_acl_access", got)
	if err != nil || string(got[:max(0, n)]) != string(list) {
		t.Errorf("the access list is %x (%v), want %x", got[:max(0, n)], err, list)
	}
}

// TestDirectoryOfAnother stores into files that may be written, in directories where nothing may be made.
func TestDirectoryOfAnother(t *testing.T) {
	t.Run("", func(t *testing.T) { // whose goroutine has a thread of its own
		dir := t.TempDir()
		must(t, os.Chmod(dir, 0o755))
		must(t, os.Chmod(filepath.Dir(dir), 0o755)) // what lies above that is the machine's
		disk(t, filepath.Join(dir, "f"), "old content")
		must(t, os.Chmod(filepath.Join(dir, "f"), 0o666))
		safe, strict := openLocal(t, dir, storage.LocalOptions{}), openLocal(t, dir, storage.LocalOptions{Uploads: storage.Strict})
		becomeNobody(t)
		u := store(t, safe, "/f", storage.CreateOptions{}, "new")
		onDisk(t, filepath.Join(dir, "f"), "new")
		must(t, u.Commit())
		onDisk(t, filepath.Join(dir, "f"), "new")
		_, err := strict.Create(t.Context(), "/f", storage.CreateOptions{})
		wantClass(t, "strict", err, storage.Permission)
	})
}

// TestStickyDirectory stores into a file that may be written and not be replaced.
func TestStickyDirectory(t *testing.T) {
	t.Run("", func(t *testing.T) {
		dir := t.TempDir()
		must(t, os.Chmod(dir, 0o1777|os.ModeSticky))
		must(t, os.Chmod(filepath.Dir(dir), 0o755)) // what lies above that is the machine's
		disk(t, filepath.Join(dir, "f"), "old content")
		must(t, os.Chmod(filepath.Join(dir, "f"), 0o666))
		safe, strict := openLocal(t, dir, storage.LocalOptions{}), openLocal(t, dir, storage.LocalOptions{Uploads: storage.Strict})
		becomeNobody(t)
		u := store(t, safe, "/f", storage.CreateOptions{}, "new")
		onDisk(t, filepath.Join(dir, "f"), "old content")
		must(t, u.Commit())
		onDisk(t, filepath.Join(dir, "f"), "new")
		u = store(t, strict, "/f", storage.CreateOptions{}, "newer")
		wantClass(t, "strict", u.Commit(), storage.Permission)
		onDisk(t, filepath.Join(dir, "f"), "new")
		if got := temps(t, dir); len(got) > 0 {
			t.Errorf("%q is left", got)
		}
		var st syscall.Stat_t
		must(t, syscall.Stat(filepath.Join(dir, "f"), &st))
		if st.Uid != 0 {
			t.Errorf("the file belongs to %d now", st.Uid)
		}
	})
}
