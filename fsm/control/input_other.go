//go:build !unix

package control

import (
	"net"
	"syscall"
)

func rawReader(syscall.Conn, *input) (syscall.RawConn, func(uintptr) bool) { return nil, nil }

func setInlineUrgent(*net.TCPConn) error { return nil }
