package socket

import (
	"os"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// room is where idle connections wait without a goroutine: an idle session costs neither a stack nor a place in the
// runtime's poller. One thread waits for all of them in an epoll of its own. (The poller could watch that epoll. But
// the system takes long to add a socket to an epoll that another one watches, and so many threads would come to be.)
// The row idle of the bench needs it.
type room struct {
	epoll int

	mu     sync.Mutex // taken after a descriptor's
	parked map[int32]*descriptor
}

// parking is how a connection that is parked goes on.
type parking struct {
	resume func()
	alarm  *time.Timer // for its deadline; nil without one
}

// theRoom is made when the first connection needs it.
var theRoom = sync.OnceValues(newRoom)

func newRoom() (*room, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	r := &room{epoll: fd, parked: map[int32]*descriptor{}}
	go r.watch()
	return r, nil
}

// eventsAtOnce is how many connections one system call may find readable.
const eventsAtOnce = 128

// watch resumes connections that can be read, or have ended.
func (r *room) watch() {
	events := make([]unix.EpollEvent, eventsAtOnce)
	for {
		n := r.next(events)
		for _, e := range events[:max(n, 0)] {
			r.mu.Lock()
			d := r.parked[e.Fd]
			r.mu.Unlock()
			if d != nil { // or a descriptor of the same number, which then finds nothing to read
				d.resume()
			}
		}
	}
}

// briefly is how often the room looks again before it waits: others run meanwhile, and their sessions are probably
// next.
const briefly = 16

// next waits for connections that can be read, or have ended. While many go on, it does not give up its thread for
// each.
func (r *room) next(events []unix.EpollEvent) int {
	for range briefly {
		if n, _ := unix.EpollWait(r.epoll, events, 0); n > 0 {
			return n
		}
		runtime.Gosched()
	}
	n, _ := unix.EpollWait(r.epoll, events, -1) // it fails only when a signal comes
	return n
}

// enter makes the room watch a descriptor once; callers hold its mu.
func (r *room) enter(d *descriptor) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	how := unix.EPOLL_CTL_ADD
	if d.room != nil {
		how = unix.EPOLL_CTL_MOD
	}
	event := unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLRDHUP | unix.EPOLLONESHOT, Fd: int32(d.fd)}
	if err := unix.EpollCtl(r.epoll, how, d.fd, &event); err != nil {
		return os.NewSyscallError("epoll_ctl", err)
	}
	d.room = r
	r.parked[int32(d.fd)] = d
	return nil
}

// exit stops that; callers hold its mu.
func (r *room) exit(d *descriptor) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.parked, int32(d.fd))
}

// forget makes the room forget the number of a descriptor that is about to be closed while another one of the same
// socket stays; callers hold its mu.
func (d *descriptor) forget() {
	if d.room != nil {
		unix.EpollCtl(d.room.epoll, unix.EPOLL_CTL_DEL, d.fd, nil)
		d.room = nil
	}
}

// Park gives the connection to the room, and reports whether it did. resume is called once: when the connection can be
// read or has ended, when its read deadline passes or is set to a time that has passed, or when it is closed. Until
// then nobody may read. resume may be called before Park returns, and must not block.
func (c *Conn) Park(resume func()) bool {
	r, err := theRoom()
	if err != nil {
		return false
	}
	d := &c.descriptor
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turn.give()
	if d.closed || passed(d.reads) || d.setBlocking(false) != nil || r.enter(d) != nil {
		return false
	}
	d.parked = &parking{resume: resume}
	d.ring()
	return true
}

// ring sets the alarm of a connection that is parked to its read deadline; callers hold mu.
func (d *descriptor) ring() {
	p := d.parked
	switch left := time.Until(d.reads); {
	case d.reads.IsZero():
		if p.alarm != nil {
			p.alarm.Stop()
		}
	case p.alarm == nil:
		p.alarm = time.AfterFunc(left, d.resume)
	default:
		p.alarm.Reset(left)
	}
}

// resume lets a connection go on if it is parked.
func (d *descriptor) resume() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.unpark()
}

// unpark is for callers that hold mu.
func (d *descriptor) unpark() {
	p := d.parked
	if p == nil {
		return
	}
	d.parked = nil
	if p.alarm != nil {
		p.alarm.Stop()
	}
	d.room.exit(d)
	p.resume()
}
