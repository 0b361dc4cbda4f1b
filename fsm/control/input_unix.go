//go:build unix

package control

import (
	"io"
	"syscall"
)

// rawReader reads without holding a buffer while there is nothing to read: the runtime's poller waits, and a
// buffer is taken only once the socket is readable.
func rawReader(conn syscall.Conn, in *input) (syscall.RawConn, func(uintptr) bool) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil, nil
	}
	return raw, func(fd uintptr) bool {
		in.take()
		for {
			in.n, in.err = syscall.Read(int(fd), in.buf[in.end:])
			if in.err != syscall.EINTR {
				break
			}
		}
		if in.err == syscall.EAGAIN {
			in.release()
			return false
		}
		if in.n == 0 && in.err == nil {
			in.err = io.EOF
		}
		return true
	}
}

// setInlineUrgent leaves urgent bytes in the stream: clients send ABOR, or a part of it, as urgent data.
func setInlineUrgent(conn syscall.Conn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		failed = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_OOBINLINE, 1)
	})
	if err != nil {
		return err
	}
	return failed
}
