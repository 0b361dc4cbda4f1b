package fsm

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/portolan-ftp/portolan/fsm/data"
)

const (
	// pollEvery is how often a handler that runs for long polls its client: often enough for ABOR, and too rarely to
	// cost anything.
	pollEvery = 50 * time.Millisecond
	// pollTime is how long a poll waits for bytes on the control connection: the shortest time that package net waits.
	pollTime = time.Millisecond
)

// commandContext is the context of a handler, and of the body of its reply. They run on the session's goroutine, so the
// control connection is not read meanwhile. Err reads it instead: loops over a file or a directory call Err, and it
// reports ABOR, the loss of the connection and the end of [Limits.WorkTimeout]. Done is closed only when the server
// ends.
type commandContext struct {
	context.Context // the server's
	session         *Session
	began           time.Time

	over atomic.Bool // the command is answered: what comes from now on is not its own
	mu   sync.Mutex
	last time.Time
	err  error
}

// Err implements context.Context.
func (a *commandContext) Err() error {
	if err := a.Context.Err(); err != nil || a.over.Load() {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err != nil || a.over.Load() {
		return a.err
	}
	now := time.Now()
	if now.Sub(a.last) < pollEvery {
		return nil
	}
	a.last = now
	if now.Sub(a.began) > a.session.server.limits.WorkTimeout {
		a.err = context.DeadlineExceeded
	} else {
		a.err = a.session.pollClient()
	}
	return a.err
}

// end is called when the command has been answered.
func (a *commandContext) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.over.Store(true)
}

// beginContext begins the context of a command.
func (s *Session) beginContext() context.Context {
	now := time.Now()
	s.commandContext = &commandContext{Context: s.context(), session: s, began: now, last: now}
	return s.commandContext
}

// endContext ends the context of a command, if there is one.
func (s *Session) endContext() {
	if s.commandContext != nil {
		s.commandContext.end()
		s.commandContext = nil
	}
}

// pollClient reads the control connection without answering anything, and says why the command should end, if it
// should.
func (s *Session) pollClient() error {
	if s.aborts() {
		return data.ErrAborted
	}
	if !s.engine().Reads(&s.state) {
		return nil
	}
	switch err := s.control.Poll(pollTime); {
	case err != nil:
		return fmt.Errorf("%w: %w", data.ErrLost, err)
	case s.aborts():
		return data.ErrAborted
	}
	return nil
}

// aborts says whether a line that has come and is not answered yet is ABOR.
func (s *Session) aborts() bool {
	e := s.engine()
	return s.control.Ahead(func(text []byte) bool {
		c, _, _ := e.Find(text)
		return c != NoCommand && e.Aborts(c)
	})
}
