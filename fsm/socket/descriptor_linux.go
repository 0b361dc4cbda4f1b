package socket

import (
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// descriptor is a socket that is closed once, although one goroutine may use it and others may limit or close it.
type descriptor struct {
	fd int // of the socket, until it is closed

	mu     sync.Mutex
	busy   bool      // fd is in use outside the poller
	closed bool      // and the user of fd closes it, if there is one
	small  bool      // small writes leave at once, in the poller
	reads  time.Time // the deadlines, zero for none
	writes time.Time
	file   *os.File // the socket in the poller; nil until an operation had to wait
	polled syscall.RawConn
}

// direction is what an operation waits for.
type direction bool

const (
	reading direction = false
	writing direction = true
)

// try begins an operation outside the poller. If it returns true, the operation may use fd without waiting, and must
// call tried afterwards.
func (d *descriptor) try(to direction) (ready bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	until := d.reads
	if to == writing {
		until = d.writes
	}
	if !until.IsZero() && !d.closed && d.file == nil && !time.Now().Before(until) {
		return false, os.ErrDeadlineExceeded
	}
	return d.take()
}

// take takes fd for a use that does not wait; callers hold mu.
func (d *descriptor) take() (taken bool, err error) {
	if d.closed {
		return false, net.ErrClosed
	}
	d.busy = d.file == nil
	return d.busy, nil
}

// tried ends an operation that try began. If the operation would have had to wait, the next one uses the poller.
func (d *descriptor) tried(wait bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.busy = false
	if d.closed {
		syscall.Close(d.fd)
		return net.ErrClosed
	}
	if wait {
		return d.poll()
	}
	return nil
}

// poll registers the socket with the poller; callers hold mu.
func (d *descriptor) poll() (err error) {
	if d.small {
		if err := syscall.SetsockoptInt(d.fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1); err != nil {
			return os.NewSyscallError("setsockopt", err)
		}
	}
	d.file = os.NewFile(uintptr(d.fd), "socket")
	if d.polled, err = d.file.SyscallConn(); err != nil {
		return err
	}
	return d.limit()
}

// limit gives the poller the deadlines; callers hold mu.
func (d *descriptor) limit() error {
	if err := d.file.SetReadDeadline(d.reads); err != nil {
		return err
	}
	return d.file.SetWriteDeadline(d.writes)
}

// wait repeats an operation until do returns true, and waits in the poller before each further attempt.
func (d *descriptor) wait(to direction, do func(fd uintptr) (over bool)) error {
	var err error
	if to == reading {
		err = d.polled.Read(do)
	} else {
		err = d.polled.Write(do)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return net.ErrClosed
	}
	return err
}

// operate does an operation, with or without the poller.
func (d *descriptor) operate(to direction, do func(fd uintptr) (over bool)) error {
	ready, err := d.try(to)
	if err != nil {
		return err
	}
	if ready {
		over := do(uintptr(d.fd))
		if err := d.tried(!over); over || err != nil {
			return err
		}
	}
	return d.wait(to, do)
}

// control does something with the socket that does not wait, whatever the deadlines are.
func (d *descriptor) control(do func(fd uintptr)) error {
	d.mu.Lock()
	taken, err := d.take()
	d.mu.Unlock()
	if err != nil {
		return err
	}
	if !taken {
		return d.polled.Control(do)
	}
	do(uintptr(d.fd))
	return d.tried(false)
}

func (d *descriptor) setDeadlines(reads, writes *time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if reads != nil {
		d.reads = *reads
	}
	if writes != nil {
		d.writes = *writes
	}
	if d.closed || d.file == nil {
		return nil
	}
	return d.limit()
}

// Close closes the socket, and ends operations that wait for it.
func (d *descriptor) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.closed:
		return net.ErrClosed
	case d.file != nil:
		d.closed = true
		return d.file.Close()
	}
	d.closed = true
	if d.busy {
		return nil
	}
	return os.NewSyscallError("close", syscall.Close(d.fd))
}
