//go:build linux || darwin || freebsd || dragonfly

package storage

import (
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// freeBytes gives what an ordinary user may still write to the file system of dir.
func freeBytes(dir *os.File) (int64, error) {
	var st unix.Statfs_t
	if err := control(dir, func(fd int) error { return unix.Fstatfs(fd, &st) }); err != nil {
		return 0, err
	}
	return product(int64(st.Bavail), int64(st.Bsize)), nil
}

// product multiplies numbers from the system without trusting them: FreeBSD reports negative numbers when root has used
// its reserve, and network file systems report anything.
func product(blocks, size int64) int64 {
	if blocks <= 0 || size <= 0 {
		return 0
	}
	if blocks > math.MaxInt64/size {
		return math.MaxInt64
	}
	return blocks * size
}

// readOnlyMount says whether the file system of dir takes no changes where it is mounted.
func readOnlyMount(dir *os.File) bool {
	var st unix.Statfs_t
	err := control(dir, func(fd int) error { return unix.Fstatfs(fd, &st) })
	return err == nil && uint64(st.Flags)&mountReadOnly != 0
}
