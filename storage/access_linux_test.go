package storage_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
)

// TestPermitsSeesTheDirectorysList: what may be made and removed in a directory is what the system says, whose access
// list may give more than the permissions, or less.
func TestPermitsSeesTheDirectorysList(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o755))
	for name, perm := range map[string]uint16{"more": 7, "less": 5} {
		d := filepath.Join(dir, name)
		must(t, os.Mkdir(d, 0o700))
		disk(t, filepath.Join(d, "f"), "")
		must(t, os.Chmod(d, map[string]os.FileMode{"more": 0o755, "less": 0o777}[name]))
		if os.Getuid() != 0 {
			continue // of one's own directories a list says nothing to oneself
		}
		others := map[string]uint16{"more": 5, "less": 7}[name]
		list := accessList([]aclEntry{{1, 7, -1}, {2, perm, nobody}, {4, others, -1}, {16, 7, -1}, {32, others, -1}})
		if err := unix.Setxattr(d, "system.posix_acl_access", list, 0); err == unix.ENOTSUP {
			testcost.Lacking(t, "the file system has no access lists: set TMPDIR to one that has")
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if os.Getuid() != 0 && os.Getenv(nobodyDir) == "" {
		testcost.Lacking(t, "access lists for another user take root")
	}
	asNobody(t, dir, func(t *testing.T, l *storage.Local) {
		for name, want := range map[string]bool{"more": true, "less": false} {
			p := storage.Path("/" + name)
			f, err := l.Stat(t.Context(), p.Join("f"))
			must(t, err)
			if got := storage.Permits(t.Context(), l, p)(f)&storage.MayDetach != 0; got != want {
				t.Errorf("%s: a name may be removed: %t", name, got)
			}
			if got := l.Rename(t.Context(), p.Join("f"), p.Join("g")) == nil; got != want {
				t.Errorf("%s: a name was changed: %t", name, got)
			}
		}
	})
}

// aclEntry is an entry of an access list: its kind, its permissions, and whose it is.
type aclEntry struct {
	tag, perm uint16
	id        int32
}

// accessList is a list as the system keeps it, version 2.
func accessList(entries []aclEntry) []byte {
	list := binary.LittleEndian.AppendUint32(nil, 2)
	for _, e := range entries {
		list = binary.LittleEndian.AppendUint16(list, e.tag)
		list = binary.LittleEndian.AppendUint16(list, e.perm)
		list = binary.LittleEndian.AppendUint32(list, uint32(e.id))
	}
	return list
}
