package storagetest

import (
	"fmt"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// Mount makes the directory dir a file system of its own, in memory, until the test ends. When fill has put into it
// what it is to hold, it is made read-only if so wanted. Where that needs rights that the process lacks the test is
// skipped, unless the environment has CI set.
func Mount(t testing.TB, dir string, fill func(), readOnly bool) {
	t.Helper()
	const size = "size=16m"
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, size); err != nil {
		testcost.Lacking(t, fmt.Sprintf("no mount (run as root, with CAP_SYS_ADMIN): %v", err))
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Errorf("unmount %s: %v", dir, err)
		}
	})
	fill()
	if readOnly {
		if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
	}
}
