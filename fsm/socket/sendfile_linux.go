package socket

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// SendFile sends up to n bytes of a file from its offset, and moves the offset behind them. Fewer than n bytes without
// an error mean the end of the file. errors.ErrUnsupported says that the kernel cannot send the rest.
func (c *Conn) SendFile(f *os.File, n int64) (sent int64, err error) {
	source, err := f.SyscallConn()
	if err != nil {
		return 0, err
	}
	s := sending{left: n, corked: c.corked}
	var failed error
	err = source.Control(func(from uintptr) {
		failed = c.operate(writing, func(to uintptr) bool { return s.some(int(to), int(from)) })
	})
	c.corked = s.corked
	switch {
	case err != nil:
	case failed != nil:
		err = c.failed("sendfile", failed)
	case s.err == unix.EINVAL || s.err == unix.ENOSYS || s.err == unix.EOPNOTSUPP || s.err == unix.EOVERFLOW:
		err = errors.ErrUnsupported
	default:
		err = os.NewSyscallError("sendfile", s.err) // the file's, or the connection's
	}
	return n - s.left, err
}

// sending is a part of a file on its way.
type sending struct {
	left   int64
	corked bool
	err    error
}

const (
	// mostAtOnce is the most bytes for one system call.
	mostAtOnce = 4 << 20
	// corkFrom is from how many bytes in one system call on only whole segments leave.
	corkFrom = 1 << 20
)

// some sends the bytes that the connection takes now, and reports whether all are sent or it failed.
func (s *sending) some(to, from int) (over bool) {
	for s.left > 0 {
		n, err := unix.Sendfile(to, from, nil, int(min(s.left, mostAtOnce)))
		switch {
		case err == unix.EINTR:
		case err == unix.EAGAIN:
			s.cork(to)
			return false
		case err != nil:
			s.err = err
			return true
		case n == 0:
			return true
		default:
			s.left -= int64(n)
			if n >= corkFrom {
				s.cork(to)
			}
		}
	}
	return true
}

// cork lets only whole segments leave until the end, now that there are many: each system call would end with a part of
// one. The row retr of the bench needs it. It fails at most to make a download faster.
func (s *sending) cork(to int) {
	if !s.corked {
		s.corked = true
		unix.SetsockoptInt(to, unix.IPPROTO_TCP, unix.TCP_CORK, 1)
	}
}
