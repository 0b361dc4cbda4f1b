//go:build unix && (!linux || portable)

package storage

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// syncDir waits until the entries of dir are on the disk. Some file systems have no such call, and write entries as
// they are made.
func syncDir(dir *os.Root) error {
	f, err := dir.Open(".")
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ENOTSUP) {
		return err
	}
	return nil
}
