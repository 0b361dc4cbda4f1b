//go:build !unix

package fsm

import (
	"net"
	"syscall"
)

func rawReader(*net.TCPConn, *input) (syscall.RawConn, func(uintptr) bool) { return nil, nil }

func setInlineUrgent(*net.TCPConn) error { return nil }
