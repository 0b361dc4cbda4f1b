//go:build unix

package storage

import (
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// mayChange asks the system whether names may be made and removed in dir, and be reached as package os does.
func mayChange(dir *os.File) bool {
	return control(dir, func(fd int) error {
		return unix.Faccessat(fd, ".", unix.R_OK|unix.W_OK|unix.X_OK, unix.AT_EACCESS)
	}) == nil
}

// self is the process's user. Its identity does not change once it serves.
var self = sync.OnceValue(func() identity {
	u := identity{owner: uint32(os.Geteuid()), groups: []uint32{uint32(os.Getegid())}, override: overrides()}
	all, _ := os.Getgroups() // unknown groups permit nothing more
	for _, g := range all {
		u.groups = append(u.groups, uint32(g))
	}
	return u
})
