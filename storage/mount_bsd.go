//go:build darwin || freebsd || dragonfly

package storage

import "golang.org/x/sys/unix"

const mountReadOnly = unix.MNT_RDONLY
