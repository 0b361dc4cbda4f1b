package storage

import "golang.org/x/sys/unix"

const mountReadOnly = unix.ST_RDONLY
