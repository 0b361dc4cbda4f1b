package fsm

import (
	"context"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm/control"
	"github.com/portolan-ftp/portolan/fsm/engine"
	"github.com/portolan-ftp/portolan/fsm/line"
)

// Session is one control connection and where it stands. Its methods for handlers are a read-only view: handlers return
// outcomes, and the table moves the session.
//
// One goroutine at a time owns a session: the one in run, or a handler that it has called. It also performs transfers.
// When a transfer takes long, a second goroutine takes over the session until the transfer is answered (transferNow).
// Other goroutines only signal: they set the fields below and wake the control connection.
type Session struct {
	server         *Server
	control        *control.Conn
	id             uint64
	state          engine.State
	payload        payload
	call           Call
	commandContext *commandContext // the context of the command that is being answered
	mistakes       engine.Mistakes
	queue          [][]byte  // lines postponed during a transfer
	queued         int       // their bytes
	next           *transfer // promised to the client, to be performed before the next line

	started      time.Time     // of the connection, for the login timeout
	lastTransfer time.Time     // or the login
	slow         bool          // the last command came after a rest, and so will the next one
	ended        bool          // the dropped or closing row has run
	over         bool          // what it holds is being released, or has been
	done         chan struct{} // closed at the end if somebody waits for it

	login    atomic.Pointer[login] // who is logged in, for other sessions; nil for nobody
	stopping atomic.Bool           // the server shuts down
	killed   atomic.Bool           // and no longer waits for transfers
	mu       sync.Mutex
	transfer *transfer // running, or finished and not yet answered; only the session's goroutine changes it
	clocked  bool      // takeOver will look whether a transfer is a long one
}

func (s *Session) table() *Table { return s.server.program.table }

// engine decides whatever the table decides.
func (s *Session) engine() *engine.Engine { return s.server.program.Engine }

// greet begins a session, with TLS if implicit, and lives it.
func (s *Session) greet(implicit bool) {
	if implicit {
		s.event(EventImplicit, nil)
		s.switchProtection(Protect)
	}
	if !s.ended {
		s.event(EventConnected, nil)
	}
	s.live()
}

// run takes over a session whose transfer takes long. The goroutine that began the transfer stays with it.
func (s *Session) run() { s.contained(s.live) }

// rest lets a session wait until a time without this goroutine, and without any where its connection can be parked.
// Else a fresh goroutine waits, because its stack is small.
func (s *Session) rest(until time.Time) {
	began := time.Now()
	if !s.control.Park(func() {
		s.server.workers.do(func() {
			s.slow = time.Since(began) > crowdedAfter
			s.waitFresh(until)
		})
	}) {
		go s.waitFresh(until)
	}
}

// waitFresh continues a session that waits until a time.
func (s *Session) waitFresh(until time.Time) {
	s.contained(func() {
		s.waited(s.control.WaitOn(until))
		s.live()
	})
}

// live is the loop of a session: it ends with the session, or when another goroutine takes over.
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
				break
			}
			if resting, until := s.wait(); resting {
				s.rest(until)
				return
			}
		}
	}
	s.end()
}

// moment is what the engine needs to know beside the state.
func (s *Session) moment() engine.Moment {
	return engine.Moment{Promised: s.next != nil, Told: s.transferEvent(), Stopping: s.stopping.Load(), Full: s.queueFull()}
}

// current is the transfer, for other goroutines.
func (s *Session) current() *transfer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.transfer
}

// read answers the line that comes next, if one has come.
func (s *Session) read() bool {
	switch text, what := s.control.Line(); what {
	case line.TooLong:
		s.overlong()
	case line.Whole:
		s.command(text)
	default:
		return false
	}
	return true
}

// freshAfter is how long a session waits on a goroutine whose stack commands have made large. After that it rests.
// Until then the next command, which needs a large stack, is probably on its way; but not after a command that has come
// late itself. While more than fewWait sessions wait so, the time is crowdedAfter, so that a burst of logins does not
// hold a large stack for each. The row idle of the bench needs this: a stack never shrinks to the size of a new one.
const (
	freshAfter   = 40 * time.Millisecond
	crowdedAfter = 4 * time.Millisecond
	fewWait      = 40
)

// wait sends pending output and blocks until bytes come, a transfer ends, a time-out expires or the server stops.
// resting reports that nothing came for some time; the session should then rest until the time-out expires.
func (s *Session) wait() (resting bool, until time.Time) {
	if !s.deliver() {
		return false, until
	}
	until, _ = s.deadline()
	if s.slow {
		err := s.control.Arm(until)
		if err != nil {
			s.waited(err)
		}
		return err == nil, until
	}
	whole, err := s.awake(until)
	if whole || !errors.Is(err, os.ErrDeadlineExceeded) {
		s.waited(err)
		return false, until
	}
	until, _ = s.deadline()
	return s.control.Arm(until) == nil, until // here, because a new stack would have to grow for it
}

// awake waits until a time, or a little, and reports whether that was the whole time.
func (s *Session) awake(until time.Time) (whole bool, err error) {
	defer s.server.waiting.Add(-1)
	patience := freshAfter
	if s.server.waiting.Add(1) > fewWait {
		patience = crowdedAfter
	}
	if rest := time.Now().Add(patience); until.IsZero() || rest.Before(until) {
		return false, s.control.Wait(rest)
	}
	return true, s.control.Wait(until)
}

// waited handles the result of a wait.
func (s *Session) waited(err error) {
	switch {
	case err == nil || err == control.ErrWoken:
	case errors.Is(err, os.ErrDeadlineExceeded):
		_, event := s.deadline()
		s.event(event, nil)
	default:
		s.drop(err)
	}
}

// await sends pending output and blocks until the running transfer ends or has a restart marker to tell. Nothing is
// read.
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

// deliver sends pending output before a wait, and reports whether the client takes it.
func (s *Session) deliver() bool {
	if err := s.control.Flush(); err != nil {
		s.drop(err)
		return false
	}
	s.control.Release()
	return true
}

// deadline is when the next time-out expires, and which one; zero for none.
func (s *Session) deadline() (until time.Time, e Event) {
	l, epoch := &s.server.limits, s.server.epoch
	at, e := s.engine().Deadline(&s.state, engine.Clocks{Idle: int64(time.Since(epoch) + s.idleTimeout()),
		Login: int64(s.started.Sub(epoch) + l.LoginTimeout), Transfer: int64(s.lastTransfer.Sub(epoch) + l.NoTransferTimeout)})
	if at == 0 {
		return until, e
	}
	return epoch.Add(time.Duration(at)), e
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
		s.answerTransfer() // no client reads it, but it is logged
	}
	s.event(EventDropped, cause)
	s.ended = true
}

// stop asks the session to end after a transfer in progress; kill does not wait for it.
func (s *Session) stop() {
	s.stopping.Store(true)
	if s.current() == nil {
		s.try(s.control.Wake)
	}
}

func (s *Session) kill() {
	s.killed.Store(true)
	s.stopping.Store(true)
	if t := s.current(); t != nil {
		s.try(t.abort)
	}
	s.try(s.control.Wake)
	s.try(s.control.ShortenWrites)
}

// account is who is logged in, or nil.
func (s *Session) account() *accounts.Account {
	if slot := s.engine().Roles().Account; slot != NoSlot {
		a, _ := s.payload.at(slot).(*accounts.Account)
		return a
	}
	return nil
}

// context is cancelled when Shutdown's own context ends.
func (s *Session) context() context.Context { return s.server.context }
