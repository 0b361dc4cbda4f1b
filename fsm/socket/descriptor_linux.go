package socket

import (
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// descriptor is a socket that is closed once, although one goroutine may use it and others may limit, ask or close it.
type descriptor struct {
	small  bool // small writes leave at once, in the poller
	brisk  bool // outside the poller it blocks for a moment, and reads have a turn (brisk_linux.go)
	turn   turn
	blocks bool // in its turn it waits in system calls
	quick  int  // reads in a row that waited little in the poller

	mu     sync.Mutex
	fd     int // of the socket, until it is closed
	users  int // of fd, in system calls that do not wait for the other end
	closed bool
	reads  time.Time // the deadlines, zero for none
	writes time.Time
	file   *os.File // the socket in the poller; nil until an operation had to wait
	polled syscall.RawConn
	room   *room    // whose epoll knows fd; nil before it was parked
	parked *parking // nil unless it waits there
}

// direction is what an operation waits for.
type direction bool

const (
	reading direction = false
	writing direction = true
)

// use takes fd for a system call that does not wait. The caller must call drop afterwards.
func (d *descriptor) use() (fd int, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return 0, net.ErrClosed
	}
	d.users++
	return d.fd, nil
}

// drop ends a use.
func (d *descriptor) drop() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.users--
	if !d.closed {
		return nil
	}
	if d.users == 0 {
		d.shut()
	}
	return net.ErrClosed
}

// try begins an operation outside the poller. If outside is true, the operation may use fd, which waits for a moment at
// most, and must call tried afterwards. Otherwise the poller has the socket.
func (d *descriptor) try(to direction) (fd int, outside bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch until := d.deadline(to); {
	case d.closed:
		return 0, false, net.ErrClosed
	case d.file != nil:
		return 0, false, nil
	case passed(until):
		return 0, false, os.ErrDeadlineExceeded
	case to == reading && d.waits():
		if err := d.setBlocking(true); err != nil {
			return 0, false, err
		}
	case to == reading && d.blocks:
		d.turn.give()
		if err := d.setBlocking(false); err != nil {
			return 0, false, err
		}
	}
	d.users++
	return d.fd, true, nil
}

// passed says whether a deadline has passed.
func passed(until time.Time) bool { return !until.IsZero() && !time.Now().Before(until) }

// deadline is for callers that hold mu.
func (d *descriptor) deadline(to direction) time.Time {
	if to == writing {
		return d.writes
	}
	return d.reads
}

// tried ends an operation that try began. If the operation would have had to wait, it and all later ones use the
// poller.
func (d *descriptor) tried(wait bool) error {
	if err := d.drop(); err != nil || !wait {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.closed:
		return net.ErrClosed
	case d.file == nil:
		return d.poll()
	}
	return nil
}

// poll takes the socket to the poller; callers hold mu.
func (d *descriptor) poll() (err error) {
	d.turn.give()
	if err := d.setBlocking(false); err != nil {
		return err
	}
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

// unpoll takes the socket out of the poller: a second descriptor of it stays. It reports whether it did; callers hold
// mu.
func (d *descriptor) unpoll() bool {
	fd, err := unix.FcntlInt(uintptr(d.fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil { // there are no descriptors left, so it stays
		return false
	}
	d.forget()
	d.file.Close()
	d.fd, d.file, d.polled, d.quick = fd, nil, nil, 0
	return true
}

// limit gives the poller the deadlines; callers hold mu.
func (d *descriptor) limit() error {
	if err := d.file.SetReadDeadline(d.reads); err != nil {
		return err
	}
	return d.file.SetWriteDeadline(d.writes)
}

// wait does an operation that ends when do says so, and waits in the poller before each further attempt.
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
	fd, outside, err := d.try(to)
	if err != nil {
		return err
	}
	if outside {
		over := do(uintptr(fd))
		if err := d.tried(!over); over || err != nil {
			return err
		}
	}
	if to == reading {
		return d.waitReading(do)
	}
	return d.wait(to, do)
}

// control does something with the socket that does not wait, whatever the deadlines are.
func (d *descriptor) control(do func(fd uintptr)) error {
	fd, err := d.use()
	if err != nil {
		return err
	}
	do(uintptr(fd))
	return d.drop()
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
	if d.closed {
		return nil
	}
	var err error
	if d.file != nil { // also while it is parked: it goes on in the poller
		err = d.limit()
	}
	switch {
	case d.parked == nil:
	case passed(d.reads):
		d.unpark()
	default:
		d.ring()
	}
	return err
}

// Close closes the socket, and ends what waits for it.
func (d *descriptor) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return net.ErrClosed
	}
	d.closed = true
	d.unpark()
	if d.users > 0 {
		return nil // the last one closes it
	}
	return d.shut()
}

// shut is for callers that hold mu.
func (d *descriptor) shut() error {
	d.turn.give()
	if d.brisk {
		briskOnes.Add(-1)
	}
	if d.file != nil {
		return d.file.Close()
	}
	return os.NewSyscallError("close", syscall.Close(d.fd))
}
