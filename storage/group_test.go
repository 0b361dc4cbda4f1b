//go:build unix

package storage_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
)

// TestGroupsThatFilesAreGivenTo: root could give files to any group, and gives them to its own, to those that the
// operator has named, and to the one that the file has.
func TestGroupsThatFilesAreGivenTo(t *testing.T) {
	if os.Getuid() != 0 {
		testcost.Lacking(t, "the system itself binds others than root")
	}
	const named, other = 54321, 54322
	dir := t.TempDir()
	disk(t, filepath.Join(dir, "f"), "")
	disk(t, filepath.Join(dir, "theirs"), "")
	must(t, os.Chown(filepath.Join(dir, "theirs"), -1, other))
	l := openLocal(t, dir, storage.LocalOptions{Groups: []uint32{named}})
	wantClass(t, "another group", l.Chgrp(t.Context(), "/f", "54322"), storage.Permission)
	must(t, l.Chgrp(t.Context(), "/f", "54321"))
	if i, err := l.Stat(t.Context(), "/f"); err != nil || i.Group != named {
		t.Errorf("the group is %d, %v", i.Group, err)
	}
	must(t, l.Chgrp(t.Context(), "/f", "0"))
	must(t, l.Chgrp(t.Context(), "/theirs", "54322"))
	without := openLocal(t, dir, storage.LocalOptions{})
	wantClass(t, "a group that nobody named", without.Chgrp(t.Context(), "/f", "54321"), storage.Permission)
}
