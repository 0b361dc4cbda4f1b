package fsm

import (
	"fmt"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm/contain"
)

// command answers one line, or postpones it.
func (s *Session) command(text []byte) {
	e := s.engine()
	c, arg, event := e.Find(text)
	switch {
	case s.postpone(c, text):
		return
	case c == NoCommand:
		s.mistake(event)
		return
	}
	s.mistakes = 0
	if t := s.transfer; t != nil && t.opened() {
		s.noteOpened()
	}
	s.begin(c, arg)
	if b := s.server.before; b != nil {
		at := s.state.Configuration
		b.BeforeStep(Step{Session: s, Before: at, After: at, Command: c, Line: s.line(c)})
	}
	defer s.endContext()
	if r := e.Decide(&s.state, c, s.rights(), arg); r != NoRow {
		s.carryOut(c, Outcome{row: r})
		return
	}
	s.answer(c, s.decide(c))
}

// overlong answers a line that was too long and has been dropped; during a transfer after it, in order.
func (s *Session) overlong() {
	if !s.postpone(NoCommand, overlongMark) {
		s.mistake(EventOverlong)
	}
}

// mistake answers a line that is no command.
func (s *Session) mistake(e Event) { s.event(s.mistakes.Add(e), nil) }

// begin makes the call for a command; its argument is copied, because the line's buffer is used again.
func (s *Session) begin(c Command, arg []byte) {
	s.call = Call{session: s, command: c}
	if len(arg) > 0 {
		s.call.arg = string(arg)
	}
}

// rights are the account's; none before the login.
func (s *Session) rights() accounts.Permission {
	if a := s.account(); a != nil {
		return a.Permissions
	}
	return 0
}

// decide has a command's handler decide, or the table where it has none.
func (s *Session) decide(c Command) Outcome {
	if h := s.server.program.handlers[c]; h != nil {
		return s.handle(h)
	}
	return Outcome{row: s.engine().ByTable(&s.state, c)}
}

// handle runs a handler. A panic fails the command and not the session.
func (s *Session) handle(h HandlerFunc) (o Outcome) {
	if err := contain.Do(func() { o = h(s.beginContext(), &s.call) }); err != nil {
		return Outcome{cause: fmt.Errorf("handler %w", err)}
	}
	return o
}
