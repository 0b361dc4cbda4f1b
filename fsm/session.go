package fsm

import (
	"context"
	"math"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm/engine"
	"github.com/portolan-ftp/portolan/fsm/line"
	"github.com/portolan-ftp/portolan/fsm/protection"
)

// Session is one control connection. Its methods for handlers are a read-only view: handlers return outcomes,
// and the table moves the session.
//
// One goroutine, the one in run, owns everything but the fields below mu and the atomic ones. It performs
// transfers, too; when one turns out to be long, a fresh goroutine becomes the owner, and the old one only
// signals that the transfer has finished.
type Session struct {
	server    *Server
	conn      net.Conn
	in        *input
	out       *[]byte // pending replies; nil while there are none
	id        uint64
	state     engine.State
	payload   payload
	call      Call
	attentive *attentive // the context of the command that is being answered
	mistakes  engine.Mistakes
	queue     [][]byte // lines postponed during a transfer
	queued    int      // their bytes

	next  *transfer     // to be performed before the next line
	grown bool          // the goroutine's stack has run commands
	done  chan struct{} // closed at the end if somebody waits for it

	started      int64 // of the connection, for the login timeout, in the watchdog's time
	lastTransfer int64 // or the login
	writeError   error
	ended        bool                  // the dropped or closing row has run
	over         bool                  // what it holds is being released, or has been
	tls          *protection.Layer     // // once AUTH has switched it on; also after CCC
	login        atomic.Pointer[login] // who is logged in, for other sessions; nil for nobody

	stopping atomic.Bool  // the server shuts down
	killed   atomic.Bool  // its patience has ended
	until    atomic.Int64 // when the wait for a line is over; 0 while there is none, forever during a transfer
	writing  atomic.Int64 // when the client must have taken replies; 0 while nothing is sent
	mu       sync.Mutex
	transfer *transfer // running, or finished and not yet answered; only the session's goroutine changes it
	woken    bool      // the read deadline is in the past
	rest     bool      // woken to go on with a small stack
	watched  bool      // the watchdog glances at it
	glances  uint8     // since the transfer or the wait began
}

func (s *Session) table() *Table { return s.server.program.table }

// engine decides whatever the table decides.
func (s *Session) engine() *engine.Engine { return s.server.program.Engine }

// greet begins a session, with TLS if implicit, and runs it.
func (s *Session) greet(implicit bool) {
	defer s.contain()
	s.grown = true
	if implicit {
		s.event(EventImplicit, nil)
		s.switchProtection(Protect)
	}
	if !s.ended {
		s.event(EventConnected, nil)
	}
	s.live()
}

// run goes on with a session that another goroutine has left.
func (s *Session) run() {
	defer s.contain()
	s.live()
}

// live is the life of a session, or the part of it that one goroutine has.
func (s *Session) live() {
	for !s.ended {
		switch s.engine().Next(&s.state, s.moment()) {
		case engine.Begin:
			if !s.transferNow() {
				return
			}
		case engine.Complete:
			s.answerTransfer()
		case engine.Shutdown:
			s.event(EventShutdown, nil)
			s.ended = true
		case engine.Resume:
			s.resume()
		case engine.Await:
			s.await()
		case engine.Read:
			if s.read() {
				// A stack never becomes as small again as a new one is. An idle session must not keep it.
				s.grown = false
				go s.run()
				return
			}
		}
	}
	s.end()
}

// moment is what the engine wants to know beside the state.
func (s *Session) moment() engine.Moment {
	return engine.Moment{Promised: s.next != nil, Told: s.told(), Stopping: s.stopping.Load(), Full: s.queueFull()}
}

// current is the transfer, for other goroutines.
func (s *Session) current() *transfer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.transfer
}

// read answers the line that comes next, or waits for one. rest says that nothing came for some time and the session
// should go on with a small stack.
func (s *Session) read() (rest bool) {
	switch text, what := s.in.line(); what {
	case line.TooLong:
		s.overlong()
	case line.Whole:
		s.command(text)
	default:
		return s.wait()
	}
	return false
}

// wait sends what is pending and blocks until bytes come, a transfer ends, a time-out strikes or the server
// stops.
func (s *Session) wait() (rest bool) {
	if !s.deliver() {
		return false
	}
	at, event := s.deadline()
	if ready, rest := s.arm(at); !ready {
		return rest
	}
	err := s.in.fill()
	s.until.Store(0)
	switch {
	case err == nil:
	case !isTimeout(err):
		s.drop(err)
	case s.server.watchdog.passed(at) && !s.stopping.Load():
		s.event(event, nil)
	}
	return false
}

// await sends what is pending and blocks until the transfer that runs ends or tells something. Nothing is read.
func (s *Session) await() {
	if !s.deliver() {
		return
	}
	select {
	case <-s.transfer.finished:
	case m := <-s.transfer.marks:
		s.answerMark(m)
	}
}

// deliver sends what is pending, before a wait. It says whether the client takes it.
func (s *Session) deliver() bool {
	s.takeAnswers()
	if s.flush() != nil {
		s.drop(s.writeError)
		return false
	}
	s.releaseOutput()
	return true
}

// takeAnswers moves refusals of Telnet options to the output although no command came with them.
func (s *Session) takeAnswers() {
	if len(s.in.split.Answers) > 0 {
		s.takeOutput()
	}
}

// arm prepares the next wait, which may last until at; ready is false if there is something to do first. Under
// mu, so that a transfer that ends at this moment is either seen here or wakes the reader afterwards.
func (s *Session) arm(at int64) (ready, rest bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.woken {
		rest = s.rest
		s.woken, s.rest = false, false
		s.conn.SetReadDeadline(time.Time{})
		return false, rest
	}
	if s.transfer != nil {
		if s.told() {
			return false, false
		}
	} else if s.stopping.Load() {
		return false, false
	}
	if at == 0 {
		at = forever
	}
	s.until.Store(at)
	if s.grown {
		s.watch()
	}
	return true, false
}

// forever is a wait without a time-out.
const forever = math.MaxInt64

// longAgo as a deadline wakes whoever waits.
var longAgo = time.Unix(1, 0)

// deadline is when the next time-out strikes, and which; 0 for none.
func (s *Session) deadline() (at int64, e Event) {
	w, l := s.server.watchdog, &s.server.limits
	return s.engine().Deadline(&s.state, engine.Clocks{Idle: w.after(s.idleTimeout()),
		Login: s.started + int64(l.LoginTimeout), Transfer: s.lastTransfer + int64(l.NoTransferTimeout)})
}

// idleTimeout is what the session has chosen, where the table lets it carry such a value, or the server's.
func (s *Session) idleTimeout() time.Duration {
	if slot := s.engine().Roles().Idle; slot != NoSlot {
		if chosen, ok := s.payload.at(slot).(time.Duration); ok {
			return chosen
		}
	}
	return s.server.limits.IdleTimeout
}

// drop ends a session whose control connection is lost: as ABOR and QUIT would (RFC 959 4.1.1).
func (s *Session) drop(cause error) {
	if t := s.transfer; t != nil {
		t.orphan()
		s.answerTransfer() // nobody reads it, but the log does
	}
	s.event(EventDropped, cause)
	s.ended = true
}

// wake makes a blocked read return, this one or the next; callers hold mu.
func (s *Session) wake() {
	s.woken = true
	s.conn.SetReadDeadline(longAgo)
}

// calm takes back what wake did, for a read that is not the wait for a line.
func (s *Session) calm() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.woken && !s.stopping.Load() {
		s.conn.SetReadDeadline(time.Time{})
	}
}

// watch has the watchdog glance at the session; callers hold mu.
func (s *Session) watch() {
	s.glances = 0
	if !s.watched {
		s.watched = true
		s.server.watchdog.add(s)
	}
}

// glance is the watchdog's look at a session that is in a transfer or waits on a large stack. It says whether
// there is reason to look again.
func (s *Session) glance() (again bool) {
	defer s.contained()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.glances++
	if s.until.Load() != 0 {
		if s.glances < glancesToRest {
			return true
		}
		s.rest = true
		s.wake()
	}
	s.watched = false
	return false
}

// strike is the watchdog's look at what may take no longer.
func (s *Session) strike() {
	defer s.contained()
	w := s.server.watchdog
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.passed(s.until.Load()) {
		s.wake()
	}
	if w.passed(s.writing.Load()) {
		s.conn.SetWriteDeadline(longAgo)
	}
}

// stop asks the session to end after a transfer in progress; kill does not wait for it.
func (s *Session) stop() {
	defer s.contained()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopping.Store(true)
	if s.transfer == nil {
		s.wake()
	}
}

func (s *Session) kill() {
	defer s.contained()
	s.killed.Store(true)
	s.stopping.Store(true)
	if t := s.current(); t != nil {
		t.abort()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wake()
	s.conn.SetWriteDeadline(time.Now().Add(refusalTimeout))
}

// account is who is logged in, or nil.
func (s *Session) account() *accounts.Account {
	if slot := s.engine().Roles().Account; slot != NoSlot {
		a, _ := s.payload.at(slot).(*accounts.Account)
		return a
	}
	return nil
}

// context is cancelled when the server's patience at shutdown ends.
func (s *Session) context() context.Context { return s.server.context }
