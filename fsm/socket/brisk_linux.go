package socket

import (
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// briskWait is how long a read waits in its system call before the socket goes to the poller: longer than a client on
// the same network takes for its next command, and short enough that who sets a deadline meanwhile need not be heard
// before. The system rounds it up to one or two of its ticks, which are 4 ms at most. Connections inherit it from their
// port.
var briskWait = 2 * time.Millisecond

// briskAfter is how many reads in a row must have waited less than that in the poller before the socket leaves it.
const briskAfter = 16

// turn is the right of a connection to wait in system calls, where the poller and the scheduler would cost more than a
// short wait does. Its socket blocks, with a time-out, so that a command takes two system calls: one that reads it and
// waits for it, and one that answers. The rows cmd, login and small of the bench need it.
//
// Who waits so keeps a processor from the scheduler for the while. So half of the processors may be kept, and only
// while there are no more connections than that: beside others that have work to do, it would keep the processor from
// them (login and small, of many sessions).
type turn struct{ held atomic.Bool }

var (
	turns     atomic.Int32 // are held
	mostTurns = int32(runtime.GOMAXPROCS(0) / 2)
	briskOnes atomic.Int32 // connections that are open and may have a turn
)

// take takes the turn, if there is one left.
func (t *turn) take() bool {
	if t.held.Load() {
		return true
	}
	if turns.Load() >= mostTurns {
		return false
	}
	if turns.Add(1) > mostTurns {
		turns.Add(-1)
		return false
	}
	t.held.Store(true)
	return true
}

// give gives the turn back.
func (t *turn) give() {
	if t.held.Swap(false) {
		turns.Add(-1)
	}
}

// setBlocking says whether reads wait in their system call; callers hold mu. A socket has no other flag.
func (d *descriptor) setBlocking(blocks bool) error {
	if d.blocks == blocks {
		return nil
	}
	flags := unix.O_NONBLOCK
	if blocks {
		flags = 0
	}
	if _, err := unix.FcntlInt(uintptr(d.fd), unix.F_SETFL, flags); err != nil {
		return os.NewSyscallError("fcntl", err)
	}
	d.blocks = blocks
	return nil
}

// waits says whether a read may wait in its system call; callers hold mu.
func (d *descriptor) waits() bool {
	return d.brisk && briskOnes.Load() <= mostTurns && d.turn.take()
}

// waitReading is wait for reading. After some short waits a socket that lives long leaves the poller.
func (d *descriptor) waitReading(do func(fd uintptr) (over bool)) error {
	if !d.brisk {
		return d.wait(reading, do)
	}
	since := time.Now()
	err := d.wait(reading, do)
	if err != nil || time.Since(since) > briskWait {
		d.quick = 0
		return err
	}
	if d.quick++; d.quick >= briskAfter {
		d.leave()
	}
	return nil
}

// leave takes the socket out of the poller if there is a turn for it.
func (d *descriptor) leave() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed || d.users > 0 || briskOnes.Load() > mostTurns || !d.turn.take() {
		return
	}
	if !d.unpoll() {
		d.turn.give()
	}
}
