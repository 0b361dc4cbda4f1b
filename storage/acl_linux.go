package storage

import (
	"os"

	"golang.org/x/sys/unix"
)

// accessACL is the attribute that holds a file's access control list, if it has one beside its permissions.
const accessACL = "system.posix_acl_access"

// maxACL bounds an access list: 8 bytes an entry, so more entries than any file system of Linux keeps.
const maxACL = 8 << 10

// copyACL gives f the access list of old, if the file system allows it, and reports whether there is one.
func copyACL(f, old *os.File) bool {
	var list []byte
	err := control(old, func(fd int) error {
		n, err := unix.Fgetxattr(fd, accessACL, nil)
		if err != nil || n == 0 || n > maxACL {
			return err
		}
		list = make([]byte, n)
		n, err = unix.Fgetxattr(fd, accessACL, list)
		list = list[:max(0, n)]
		return err
	})
	if err != nil || len(list) == 0 {
		return false
	}
	control(f, func(fd int) error { return unix.Fsetxattr(fd, accessACL, list, 0) })
	return true
}
