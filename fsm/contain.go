package fsm

import (
	"io"
	"log/slog"

	"github.com/portolan-ftp/portolan/fsm/contain"
)

// An embedder's code runs inside sessions: handlers with their storage and accounts, bodies of replies, observers,
// callbacks of a TLS configuration, a log, a connection. A panic in it must not end the process, and must not leave a
// lock or a slot taken. A panic of a handler ends its command, and a panic during a transfer or a TLS handshake ends
// that transfer or handshake. Any other panic ends its session as the loss of the control connection would, because the
// client may be in the middle of a reply.

// contained runs a session, or its part on one goroutine. A panic ends the session.
func (s *Session) contained(live func()) {
	err := contain.Do(live)
	if err == nil {
		return
	}
	s.panicked(err)
	if s.over { // end itself releases the rest
		return
	}
	for _, do := range []func(){s.endTransfer, s.answerTransfer, func() { s.noteLost(err) }, s.end} {
		s.try(do)
	}
}

// noteLost notes that a session is over without a reply.
func (s *Session) noteLost(cause error) {
	if !s.ended {
		s.ended = true
		s.event(EventDropped, cause)
	}
}

// try calls code that may panic where the caller must go on.
func (s *Session) try(do func()) {
	if err := contain.Do(do); err != nil {
		s.panicked(err)
	}
}

// panicked tells the log.
func (s *Session) panicked(err error) {
	s.server.logContained(slog.LevelError, "session panicked", "session", s.id, "error", err)
}

// close closes what a handler brought or a state carried.
func (s *Session) close(v any) {
	if c, ok := v.(io.Closer); ok && !isNone(v) {
		s.try(func() { c.Close() })
	}
}

func (s *Session) closeAll(values []any) {
	for _, v := range values {
		s.close(v)
	}
}

// end releases everything that the session holds, however it ended, even if releasing a part panics.
func (s *Session) end() {
	s.over = true
	if s.done != nil {
		defer close(s.done)
	}
	defer s.server.remove(s)
	defer s.control.Close()
	defer func() {
		for slot := range s.payload {
			s.dropPayload(Slot(slot))
		}
	}()
	s.endTransfer()
	s.control.Flush()
	s.control.Release()
}

// endTransfer ends the transfer that runs, and drops one that has not begun.
func (s *Session) endTransfer() {
	if t := s.next; t != nil {
		s.mu.Lock()
		s.next, s.transfer = nil, nil
		s.mu.Unlock()
		t.giveUp()
	}
	if t := s.transfer; t != nil {
		t.abort()
		<-t.finished
	}
}
