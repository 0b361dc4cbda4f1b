package storage

import (
	"os"

	"golang.org/x/sys/unix"
)

// dirHandle opens a directory for operations in it. O_PATH does so even where the
// account may not list.
const dirHandle = os.O_RDONLY | unix.O_DIRECTORY | unix.O_PATH
