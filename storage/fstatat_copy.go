//go:build linux && !portable && !amd64 && !arm64 && !riscv64

package storage

import "golang.org/x/sys/unix"

// fstatat is fstatat(2) without following links; the name ends in NUL.
func fstatat(dir int, name []byte, st *unix.Stat_t) error {
	return unix.Fstatat(dir, string(name[:len(name)-1]), st, unix.AT_SYMLINK_NOFOLLOW)
}
