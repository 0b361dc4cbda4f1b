//go:build !unix

package control

import (
	"syscall"
)

func rawReader(syscall.Conn, *input) (syscall.RawConn, func(uintptr) bool) { return nil, nil }

func setInlineUrgent(syscall.Conn) error { return nil }
