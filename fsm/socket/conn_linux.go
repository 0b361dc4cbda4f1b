package socket

import (
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Conn is a TCP connection. One goroutine reads and writes at a time; any may set deadlines, and close.
type Conn struct {
	descriptor
	local, remote netip.AddrPort
	corked        bool // only whole segments leave, and the last one with the end
}

// LocalAddr is the server's end.
func (c *Conn) LocalAddr() net.Addr { return net.TCPAddrFromAddrPort(c.local) }

// RemoteAddr is the other end.
func (c *Conn) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(c.remote) }

// SetDeadline sets until when operations may wait; zero is for ever.
func (c *Conn) SetDeadline(t time.Time) error { return c.setDeadlines(&t, &t) }

// SetReadDeadline is SetDeadline for reading alone.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadlines(&t, nil) }

// SetWriteDeadline is SetDeadline for writing alone.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.setDeadlines(nil, &t) }

// SyscallConn gives the socket to system calls that do not wait themselves.
func (c *Conn) SyscallConn() (syscall.RawConn, error) { return raw{c}, nil }

// raw is a Conn for system calls.
type raw struct{ conn *Conn }

func (r raw) Read(do func(fd uintptr) (over bool)) error  { return r.conn.operate(reading, do) }
func (r raw) Write(do func(fd uintptr) (over bool)) error { return r.conn.operate(writing, do) }

func (r raw) Control(do func(fd uintptr)) error { return r.conn.control(do) }

// Read receives up to len(p) bytes; io.EOF is the end.
func (c *Conn) Read(p []byte) (n int, err error) {
	fd, outside, err := c.try(reading)
	if err != nil {
		return 0, c.failed("read", err)
	}
	err = unix.EAGAIN
	if outside {
		n, err = retried(unix.Read, fd, p)
		if failed := c.tried(err == unix.EAGAIN); failed != nil {
			return max(n, 0), c.failed("read", failed)
		}
	}
	if err == unix.EAGAIN {
		n, err = c.readPolled(p)
	}
	if n == 0 && err == nil && len(p) > 0 {
		return 0, io.EOF
	}
	return max(n, 0), c.failed("read", err)
}

func (c *Conn) readPolled(p []byte) (n int, err error) {
	var call error
	err = c.waitReading(func(fd uintptr) bool {
		n, call = retried(unix.Read, int(fd), p)
		return call != unix.EAGAIN
	})
	if err == nil {
		err = call
	}
	return n, err
}

// Write sends all of p.
func (c *Conn) Write(p []byte) (sent int, err error) {
	fd, outside, err := c.try(writing)
	if err != nil {
		return 0, c.failed("write", err)
	}
	if outside {
		sent, err = retried(sendNow, fd, p)
		sent = max(sent, 0)
		short := err == unix.EAGAIN || err == nil && sent < len(p)
		if failed := c.tried(short); failed != nil || !short {
			if err == nil {
				err = failed
			}
			return sent, c.failed("write", err)
		}
	}
	n, err := c.writePolled(p[sent:])
	return sent + n, c.failed("write", err)
}

// sendNow sends what the connection takes now, also where reads wait in their system call.
func sendNow(fd int, p []byte) (int, error) {
	return unix.SendmsgN(fd, p, nil, nil, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
}

func (c *Conn) writePolled(p []byte) (sent int, err error) {
	var call error
	err = c.wait(writing, func(fd uintptr) bool {
		for call = nil; sent < len(p) && call == nil; {
			var n int
			n, call = retried(unix.Write, int(fd), p[sent:])
			sent += max(n, 0)
		}
		return call != unix.EAGAIN
	})
	if err == nil {
		err = call
	}
	return sent, err
}

// retried does a system call again that a signal has interrupted.
func retried(call func(int, []byte) (int, error), fd int, p []byte) (n int, err error) {
	for {
		n, err = call(fd, p)
		if err != unix.EINTR {
			return n, err
		}
	}
}

// CloseWrite ends what is sent.
func (c *Conn) CloseWrite() error {
	var call error
	err := c.control(func(fd uintptr) { call = unix.Shutdown(int(fd), unix.SHUT_WR) })
	if err == nil {
		err = os.NewSyscallError("shutdown", call)
	}
	return c.failed("close", err)
}

// failed is an error as package net tells it.
func (c *Conn) failed(op string, err error) error {
	if err == nil {
		return nil
	}
	if errno, ok := err.(syscall.Errno); ok {
		err = os.NewSyscallError(op, errno)
	}
	return &net.OpError{Op: op, Net: network, Source: c.LocalAddr(), Addr: c.RemoteAddr(), Err: err}
}
