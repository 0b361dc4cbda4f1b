//go:build unix && !linux

package storage

import (
	"os"

	"golang.org/x/sys/unix"
)

// dirHandle opens a directory for operations in it.
const dirHandle = os.O_RDONLY | unix.O_DIRECTORY | unix.O_NONBLOCK
