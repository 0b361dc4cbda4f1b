package fsm

import (
	"bytes"
	"context"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
)

// Session is one control connection. Its methods for handlers are a read-only view: handlers return outcomes,
// and the table moves the session.
//
// One goroutine, the one in run, owns everything but the fields below mu. A transfer has a goroutine of its
// own, which only signals that it has finished.
type Session struct {
	server  *Server
	conn    net.Conn
	in      *input
	out     *[]byte // pending replies; nil while there are none
	id      uint64
	config  Configuration
	payload []any // by Slot
	call    Call
	errors  int      // unknown and overlong lines in a row
	queue   [][]byte // lines postponed during a transfer
	queued  int      // their bytes

	started      time.Time // of the connection, for the login timeout
	lastTransfer time.Time // or the login
	writeError   error
	ended        bool        // the dropped or closing row has run
	tls          *protection // once AUTH has switched it on; also after CCC

	stopping atomic.Bool // the server shuts down
	killed   atomic.Bool // its patience has ended
	mu       sync.Mutex
	transfer *transfer // running, or finished and not yet answered
}

func (s *Session) table() *Table { return s.server.program.table }

// run is the whole life of a session, in its own goroutine.
func (s *Session) run(implicit bool) {
	defer s.end()
	if implicit {
		s.event(EventImplicit, nil)
		s.switchProtection(Protect)
		if s.ended {
			return
		}
	}
	s.event(EventConnected, nil)
	for !s.ended {
		if s.answerTransfer(); s.ended {
			return
		}
		if s.stopping.Load() && !s.busy() {
			s.event(EventShutdown, nil)
			return
		}
		if line, ok := s.postponed(); ok {
			s.resume(line)
			continue
		}
		line, overlong, ok := s.nextBuffered()
		switch {
		case overlong:
			s.overlong()
		case ok:
			s.command(line)
		default:
			s.wait()
		}
	}
}

// closing says that QUIT is waiting: nothing more is read, unless it is refused.
func (s *Session) closing() bool {
	p := &s.server.program.special
	return p.closing > 0 && s.config[p.session] == p.closing
}

// resume runs a postponed line.
func (s *Session) resume(line []byte) {
	if bytes.Equal(line, overlongMark) {
		s.overlong()
		return
	}
	s.command(line)
}

// nextBuffered takes the next line that has already arrived, unless nothing more may be read now.
func (s *Session) nextBuffered() (line []byte, overlong, ok bool) {
	if s.closing() || s.queueFull() {
		return nil, false, false
	}
	return s.in.line()
}

func (s *Session) queueFull() bool {
	return len(s.queue) >= maxQueuedLines || s.queued >= maxQueuedBytes
}

// postponed takes the oldest line that waited for the transfer to end.
func (s *Session) postponed() ([]byte, bool) {
	if len(s.queue) == 0 || s.busy() {
		return nil, false
	}
	line := s.queue[0]
	s.queue[0] = nil
	s.queue, s.queued = s.queue[1:], s.queued-len(line)
	if len(s.queue) == 0 {
		s.queue = nil
	}
	return line, true
}

// busy says whether a transfer is running or its completion has not been answered.
func (s *Session) busy() bool { return s.current() != nil }

func (s *Session) current() *transfer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.transfer
}

// wait sends what is pending and blocks until bytes come, a transfer ends, a deadline passes or the server stops.
func (s *Session) wait() {
	s.takeAnswers()
	if s.flush() != nil {
		s.drop(s.writeError)
		return
	}
	s.releaseOutput()
	if t := s.current(); t != nil && (s.closing() || s.queueFull()) {
		<-t.finished
		return
	}
	if !s.arm() {
		return
	}
	err := s.in.fill()
	if err == nil {
		return
	}
	if isTimeout(err) {
		s.timeout()
		return
	}
	s.drop(err)
}

// takeAnswers moves refusals of Telnet options to the output although no command came with them.
func (s *Session) takeAnswers() {
	if len(s.in.answers) > 0 {
		s.takeOutput()
	}
}

// arm sets the read deadline for the next wait; false if there is something to do first. Under mu, so that a
// transfer that ends at this moment is either seen here or wakes the reader afterwards.
func (s *Session) arm() bool {
	deadline := s.deadline()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.transfer != nil {
		if s.transfer.done {
			return false
		}
		deadline = time.Time{} // control may be silent while data flows
	}
	if s.stopping.Load() && s.transfer == nil {
		deadline = longAgo
	}
	s.conn.SetReadDeadline(deadline)
	return true
}

// longAgo as a deadline wakes whoever waits.
var longAgo = time.Unix(1, 0)

// deadline is when the next time-out strikes an idle session.
func (s *Session) deadline() time.Time {
	l := &s.server.limits
	deadline := time.Now().Add(l.IdleTimeout)
	limit := s.lastTransfer.Add(l.NoTransferTimeout)
	if s.account() == nil {
		limit = s.started.Add(l.LoginTimeout)
	}
	if limit.Before(deadline) {
		return limit
	}
	return deadline
}

// timeout finds out why the wait ended.
func (s *Session) timeout() {
	now := time.Now()
	switch {
	case s.busy(), s.stopping.Load(): // woken: the loop looks why
	case s.account() == nil && !now.Before(s.started.Add(s.server.limits.LoginTimeout)):
		s.event(EventLoginTimeout, nil)
	case s.account() != nil && !now.Before(s.lastTransfer.Add(s.server.limits.NoTransferTimeout)):
		s.event(EventNoTransferTimeout, nil)
	default:
		s.event(EventIdleTimeout, nil)
	}
}

// drop ends a session whose control connection is lost: as ABOR and QUIT would (RFC 959 4.1.1).
func (s *Session) drop(cause error) {
	if t := s.current(); t != nil {
		t.abort()
		<-t.finished
		s.answerTransfer() // nobody reads it, but the log does
	}
	s.event(EventDropped, cause)
	s.ended = true
}

// end releases what the session holds, whatever way it ended.
func (s *Session) end() {
	if t := s.current(); t != nil {
		t.abort()
		<-t.finished
	}
	s.flush()
	s.releaseOutput()
	for slot := range s.payload {
		s.dropPayload(Slot(slot))
	}
	s.in.linger()
	s.conn.Close()
	s.server.remove(s)
}

// wake makes a blocked read return; callers hold mu.
func (s *Session) wake() { s.conn.SetReadDeadline(longAgo) }

// stop asks the session to end after a transfer in progress; kill does not wait for it.
func (s *Session) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopping.Store(true)
	if s.transfer == nil {
		s.wake()
	}
}

func (s *Session) kill() {
	s.killed.Store(true)
	s.stopping.Store(true)
	s.mu.Lock()
	t := s.transfer
	s.wake()
	s.conn.SetWriteDeadline(time.Now().Add(refusalTimeout))
	s.mu.Unlock()
	if t != nil {
		t.abort()
	}
}

// account is who is logged in, or nil.
func (s *Session) account() *accounts.Account {
	if slot := s.server.program.slots.account; slot != NoSlot {
		a, _ := s.payload[slot].(*accounts.Account)
		return a
	}
	return nil
}

// context is cancelled when the server's patience at shutdown ends.
func (s *Session) context() context.Context { return s.server.context }

// addrPort is a connection's address, IPv4 in its plain form; the zero value if it has none (a pipe).
func addrPort(a net.Addr) netip.AddrPort {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.AddrPort{}
	}
	ap := tcp.AddrPort()
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}
