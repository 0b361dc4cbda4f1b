package socket

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// Acknowledge has the system acknowledge at once what has come, and what comes next, until something is sent.
//
// A sender with Nagle's algorithm keeps a small segment back until the one before it is acknowledged, and the system
// waits 40 ms for something to send with an acknowledgement. It fails at most to make a transfer faster.
func Acknowledge(conn net.Conn) {
	c, ok := conn.(syscall.Conn)
	if !ok {
		return
	}
	if raw, err := c.SyscallConn(); err == nil {
		raw.Control(func(fd uintptr) { unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_QUICKACK, 1) })
	}
}
