package storage

import (
	"os"

	"golang.org/x/sys/unix"
)

// startWriting begins to write the content of f to the disk. What cannot be begun is written when the system likes,
// which is all that was promised.
func startWriting(f *os.File) {
	control(f, func(fd int) error { return unix.SyncFileRange(fd, 0, 0, unix.SYNC_FILE_RANGE_WRITE) })
}

// datasync waits until the content of f is on the disk, and its size.
func datasync(f *os.File) error {
	return control(f, func(fd int) error {
		for {
			if err := unix.Fdatasync(fd); err != unix.EINTR {
				return err
			}
		}
	})
}
