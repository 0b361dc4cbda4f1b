package commands_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

// mounted is a rig with another file system at /m.
func mounted(t *testing.T) *rig {
	t.Helper()
	r := newRig(t, setup{})
	r.mkdir("m")
	storagetest.Mount(t, filepath.Join(r.dir, "m"), func() {}, false)
	return r
}

// wantTree requires exactly these files.
func (r *rig) wantTree(want map[string]string) {
	r.t.Helper()
	got := r.tree()
	for name, content := range want {
		if c, ok := got[name]; !ok || c != content {
			r.t.Errorf("%s is %q, there %t; want %q", name, c, ok, content)
		}
	}
	if len(got) != len(want) {
		r.t.Errorf("there is %q, want %q", got, want)
	}
}

// TestMoveToAnotherFileSystem renames a file and a directory across a mount, with what is known of them.
func TestMoveToAnotherFileSystem(t *testing.T) {
	t.Parallel()
	r := mounted(t)
	r.write("f", "content")
	r.write("d/sub/g", "more")
	r.write("m/old", "what was there")
	must(t, os.Symlink("sub/g", filepath.Join(r.dir, "d", "l")))
	must(t, os.Chmod(filepath.Join(r.dir, "f"), 0o640))
	must(t, os.Chmod(filepath.Join(r.dir, "d", "sub"), 0o750))
	c := r.login("alice")
	c.talk("RNFR f", "350 Now RNTO.", "RNTO m/old", "250 Moved.",
		"RNFR d", "350 Now RNTO.", "RNTO m/d", "250 Moved.",
		"RNFR m/d/sub/g", "350 Now RNTO.", "RNTO g", "250 Moved.")
	r.wantTree(map[string]string{"m/": "", "m/old": "content", "m/d/": "", "m/d/sub/": "", "m/d/l ->": "sub/g", "g": "more"})
	for name, mode := range map[string]os.FileMode{"m/old": 0o640, "m/d/sub": 0o750 | os.ModeDir} {
		fi, err := os.Stat(filepath.Join(r.dir, name))
		must(t, err)
		if fi.Mode() != mode {
			t.Errorf("%s has %v, want %v", name, fi.Mode(), mode)
		}
		if fi.Mode().IsRegular() && !fi.ModTime().Equal(longAgo) {
			t.Errorf("%s was changed %v", name, fi.ModTime())
		}
	}
}

// TestMoveIsRefused leaves everything as it was.
func TestMoveIsRefused(t *testing.T) {
	t.Parallel()
	r := mounted(t)
	r.write("f", "content")
	r.write("m/old", "what was there")
	r.write("d/g", "more")
	r.mkdir("m/dir")
	must(t, os.Symlink("../../outside", filepath.Join(r.dir, "d", "out")))
	before := r.tree()
	c := r.login("only list,rename")
	c.talk("RNFR f", "350 Now RNTO.", "RNTO m/old", "553 Something has that name.",
		"RNFR d", "350 Now RNTO.", "RNTO m/old", "553 Something has that name.",
		"RNFR d", "350 Now RNTO.", "RNTO m/dir", "553 Something has that name.",
		"RNFR d", "350 Now RNTO.", "RNTO m/none/d", "553 There is no directory for the new name, or the old name is gone.",
		"RNFR d/out", "350 Now RNTO.", "RNTO m/out", "553 Could not be done.",
		"RNFR d", "350 Now RNTO.", "RNTO m/new",
		"553 It could not be moved; nothing is changed.")
	r.wantTree(before)
	r.write("big", strings.Repeat("0123456789abcdef", 2<<20)) // more than the other file system holds
	c.talk("RNFR big", "350 Now RNTO.", "RNTO m/big",
		"553 There is no room for it there; nothing is changed.")
	must(t, os.Remove(filepath.Join(r.dir, "big")))
	r.wantTree(before)
	c.talk("RNFR f", "350 Now RNTO.", "RNTO m/new", "250 Moved.")
}

// TestMoveWhereNothingIsMounted has the storage say that there is another file system; what is removed late stays.
func TestMoveWhereNothingIsMounted(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	r.write("f", "content")
	r.write("d/g", "more")
	fault := storagetest.Fault{Op: storagetest.Rename, Class: storage.Unsupported, Err: storage.ErrOtherDevice}
	r.fail(fault)
	c := r.login("alice")
	c.talk("RNFR f", "350 Now RNTO.", "RNTO g", "250 Moved.",
		"RNFR d", "350 Now RNTO.", "RNTO e", "250 Moved.",
		"RNFR e", "350 Now RNTO.", "RNTO e/sub", "553 Something has that name.")
	r.wantTree(map[string]string{"g": "content", "e/": "", "e/g": "more"})
	r.fail(fault, storagetest.Fault{Op: storagetest.Remove, Class: storage.Busy})
	c = r.login("alice")
	c.talk("RNFR e", "350 Now RNTO.", "RNTO d",
		"553 It is copied, and not all of the old one could be removed.")
	r.wantTree(map[string]string{"g": "content", "e/": "", "e/g": "more", "d/": "", "d/g": "more"})
}
