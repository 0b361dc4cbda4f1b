//go:build linux && !portable && (amd64 || arm64 || riscv64)

package storage

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// fstatat is fstatat(2) without following links. It passes the name, which ends in
// NUL, to the kernel where it stands: package unix would allocate a copy for every
// entry of a listing. On these machines unix.Stat_t is the kernel's own struct.
func fstatat(dir int, name []byte, st *unix.Stat_t) error {
	_, _, errno := unix.Syscall6(unix.SYS_NEWFSTATAT, uintptr(dir),
		uintptr(unsafe.Pointer(&name[0])), uintptr(unsafe.Pointer(st)), unix.AT_SYMLINK_NOFOLLOW, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}
