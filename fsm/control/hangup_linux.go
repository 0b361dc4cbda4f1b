package control

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// hungUp reports whether the peer has closed a connection, or its end of it, as far as the system knows, even if bytes
// are unread. It is false for anything but a TCP connection.
func hungUp(conn net.Conn) bool {
	c, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return true
	}
	fds := []unix.PollFd{{Events: unix.POLLRDHUP}}
	err = raw.Control(func(fd uintptr) {
		fds[0].Fd = int32(fd)
		for _, err = unix.Poll(fds, 0); err == unix.EINTR; {
			_, err = unix.Poll(fds, 0)
		}
	})
	return err != nil || fds[0].Revents != 0
}
