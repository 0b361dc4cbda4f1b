package storagetest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// DeadMount makes the directory dir the mount of a FUSE file system whose driver has died, until the test ends:
// every look at it fails with ENOTCONN, as at a network file system whose server is gone. Where that cannot be done
// the test is skipped, unless the environment has CI set.
func DeadMount(t testing.TB, dir string) {
	t.Helper()
	if err := deadMount(dir); err != nil {
		testcost.Lacking(t, fmt.Sprintf("no dead mount (apt-get install fuse3; /dev/fuse must be there): %v", err))
	}
	t.Cleanup(func() {
		if out, err := exec.Command("fusermount3", "-u", "-z", dir).CombinedOutput(); err != nil {
			t.Errorf("unmount %s: %v: %s", dir, err, out)
		}
	})
	if _, err := os.Lstat(dir); !errors.Is(err, unix.ENOTCONN) {
		t.Fatalf("a dead mount gives %v", err)
	}
}

// deadMount has fusermount3 mount, and takes no notice of the connection to the driver that it hands over: when the
// socket is closed with the connection inside, nobody has it.
func deadMount(dir string) error {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	ours, theirs := os.NewFile(uintptr(pair[0]), "ours"), os.NewFile(uintptr(pair[1]), "theirs")
	defer ours.Close()
	defer theirs.Close()
	const theirFD = 3 // the first of ExtraFiles
	mount := exec.Command("fusermount3", "-o", "fsname=dead", "--", dir)
	mount.ExtraFiles = []*os.File{theirs}
	mount.Env = append(os.Environ(), "_FUSE_COMMFD="+strconv.Itoa(theirFD))
	out, err := mount.CombinedOutput()
	if err != nil {
		return errors.Join(err, errors.New(string(out)))
	}
	return nil
}
