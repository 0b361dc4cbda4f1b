//go:build unix

package proxy

import (
	"net"
	"syscall"
)

// inline leaves urgent bytes in the stream: clients send ABOR, or a part of it, as urgent data. A system that refuses
// loses the mark alone.
func inline(conn *net.TCPConn) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_OOBINLINE, 1)
	})
}
