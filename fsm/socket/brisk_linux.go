package socket

import (
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// briskWait is how long a read waits in a system call before it goes to the poller: longer than a client on the same
// network takes for its next command, and short enough that who sets a deadline meanwhile need not be heard before.
var briskWait = 2 * time.Millisecond

// briskAfter is how many reads in a row must have waited less than half of that in the poller before the socket leaves it.
const briskAfter = 16

// turn is the right of a connection to wait in system calls, where the poller and the scheduler would cost more than a short
// wait does. The rows cmd and small of the bench need it.
//
// Who waits so keeps a processor from the scheduler for the while. So half of the processors may be kept, by as many
// connections: the first ones whose clients answer at once. A connection that has not shown that yet has a turn only while there
// are no more connections than turns: beside others that have work to do it would keep the processor from them (login).
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

// await waits a little until a socket can be read, and says whether it can.
func (t *turn) await(fd int) bool {
	if !t.take() {
		return false
	}
	fds := [1]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	n, _ := unix.Poll(fds[:], int(briskWait.Milliseconds()))
	if n <= 0 {
		t.give()
	}
	return n > 0
}

// awaits says whether a read that would have had to wait may go on.
func (d *descriptor) awaits(fd int) bool {
	return d.brisk && (d.turn.held.Load() || briskOnes.Load() <= mostTurns) && d.turn.await(fd)
}

// waitReading is wait for reading. After some short waits a socket that lives long leaves the poller.
func (d *descriptor) waitReading(do func(fd uintptr) (over bool)) error {
	if !d.brisk {
		return d.wait(reading, do)
	}
	since := time.Now()
	err := d.wait(reading, do)
	if err != nil || time.Since(since) > briskWait/2 {
		d.quick = 0
		return err
	}
	if d.quick++; d.quick >= briskAfter {
		d.leave()
	}
	return nil
}

// leave takes the socket out of the poller if there is a turn for it: a second descriptor of it stays.
func (d *descriptor) leave() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed || d.users > 0 || !d.turn.take() {
		return
	}
	fd, err := unix.FcntlInt(uintptr(d.fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil { // there are no descriptors left, so it stays
		d.turn.give()
		return
	}
	d.file.Close()
	d.fd, d.file, d.polled, d.quick = fd, nil, nil, 0
}
