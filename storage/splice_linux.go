package storage

import (
	"os"

	"golang.org/x/sys/unix"
)

// splices reports whether the kernel can move bytes from a connection into f. Some
// file systems cannot (HFS+ and JFFS2, for years), and package os finds that out
// only when it has taken bytes from the connection, which are then lost. So this
// asks first, with a pipe that has nothing to give: a file that can wants to wait.
func splices(f *os.File) bool {
	var pipe [2]int
	if err := unix.Pipe2(pipe[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
		return false
	}
	defer unix.Close(pipe[0])
	defer unix.Close(pipe[1])
	err := control(f, func(fd int) error {
		_, err := unix.Splice(pipe[0], nil, fd, nil, 1, unix.SPLICE_F_NONBLOCK)
		return err
	})
	return err == unix.EAGAIN
}

// common reports whether f, a regular file, lies on one of the usual file systems of this machine's own disks and memory:
// into their files the kernel can move bytes, and what goes wrong with writing does not wait for a descriptor to be closed.
func common(f *os.File) bool {
	var st unix.Statfs_t
	if err := control(f, func(fd int) error { return unix.Fstatfs(fd, &st) }); err != nil {
		return false
	}
	switch int64(st.Type) {
	case unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.BTRFS_SUPER_MAGIC, unix.F2FS_SUPER_MAGIC, unix.TMPFS_MAGIC:
		return true
	}
	return false
}
