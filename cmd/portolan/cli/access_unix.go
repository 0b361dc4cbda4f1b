//go:build unix

package cli

import "golang.org/x/sys/unix"

// mayWrite says why the effective user of this process may not make something in a directory.
func mayWrite(directory string) error {
	return unix.Faccessat(unix.AT_FDCWD, directory, unix.W_OK|unix.X_OK, unix.AT_EACCESS)
}
