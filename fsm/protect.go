package fsm

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/fsm/control"
	"github.com/portolan-ftp/portolan/fsm/engine"
	"github.com/portolan-ftp/portolan/fsm/protection"
)

// switchProtection carries out `then: protect` and `then: unprotect`, once the reply is out.
func (s *Session) switchProtection(then Then) {
	err := s.control.Flush()
	if err == nil {
		s.control.Release()
		if then == Protect {
			err = s.protect()
		} else {
			err = s.control.Unprotect(s.server.limits.DataTimeout, s.stopping.Load())
		}
	}
	switch {
	case errors.Is(err, control.ErrInjected):
		s.event(EventInjected, err)
	case err != nil:
		s.event(EventHandshakeFailed, err)
	case then == Protect && s.Host() != "" && s.ServerName() != "" && s.ServerName() != s.Host():
		s.otherHost()
	}
}

var errOtherHost = errors.New("TLS was begun for another host than the one that was chosen before")

// otherHost handles a client that has named two hosts. Where the table has no event for it, the session ends.
func (s *Session) otherHost() {
	what := EventOtherHost
	if row, _ := s.engine().Event(&s.state, what); row == NoRow {
		what = EventHandshakeFailed
	}
	s.event(what, errOtherHost)
}

// protect makes the control connection a TLS one.
func (s *Session) protect() error {
	ctx, cancel := context.WithTimeout(s.context(), s.server.limits.LoginTimeout)
	defer cancel()
	return s.control.Protect(ctx, protection.Settings{Config: s.server.tls, Host: s.Host(), Resume: s.server.resumeControl}, s.stopping.Load())
}

// hasMore reports whether anything has come behind the line that is being answered: bytes, or lines that waited with it
// for a transfer to end. Lines that came before a switch of protection must not run after it.
func (s *Session) hasMore() bool { return s.control.Pending() || s.state.Waiting != engine.None }
