package fsm

import (
	"bytes"
	"fmt"
	"runtime/debug"
)

// command answers one line, or postpones it.
func (s *Session) command(line []byte) {
	s.grown = true
	g := s.server.program
	c, arg, word := g.find(line)
	if c == NoCommand {
		s.unknown(word, line)
		return
	}
	info := &g.table.Commands[c]
	if info.During != Now && s.busy() {
		s.postpone(c, info, line)
		return
	}
	s.errors = 0
	if t := s.transfer; t != nil && t.opened.Load() {
		s.noteOpened()
	}
	s.begin(c, arg)
	if b := s.server.before; b != nil {
		b.BeforeStep(Step{Session: s, Before: s.config, After: s.config, Command: c, Line: s.line(c)})
	}
	defer s.answered()
	o := s.decide(c, info, arg)
	s.answer(c, o)
}

// begin makes the call for a command; its argument is copied, because the line's buffer is used again.
func (s *Session) begin(c Command, arg []byte) {
	s.call = Call{session: s, command: c}
	if len(arg) > 0 {
		s.call.arg = string(arg)
	}
}

// postpone keeps a line until the transfer ends. After QUIT nothing more is read.
func (s *Session) postpone(c Command, info *CommandInfo, line []byte) {
	s.enqueue(line)
	s.sealed = info.During == Alone
	if info.During != Last {
		return
	}
	s.begin(c, nil)
	s.answer(c, Outcome{row: s.findRow(c, KindWaiting)})
}

// decide runs what stands before a handler, in the table's order, and then the handler.
func (s *Session) decide(c Command, info *CommandInfo, arg []byte) Outcome {
	if info.By == ByNobody {
		return Outcome{row: info.NotOffered}
	}
	for i := range info.Needs {
		if !info.Needs[i].holds(&s.config) {
			return Outcome{row: info.Needs[i].Row}
		}
	}
	if info.Permission != 0 {
		if a := s.account(); a == nil || !a.Permissions.Has(info.Permission) {
			return Outcome{row: info.Denied}
		}
	}
	if len(info.Args) == 0 && len(bytes.TrimLeft(arg, " ")) > 0 {
		return Outcome{row: info.SyntaxError}
	}
	if h := s.server.program.handlers[c]; h != nil {
		return s.handle(h)
	}
	return Outcome{row: s.tableRow(c)}
}

// handle runs a handler; one that panics costs its command, not the session.
func (s *Session) handle(h HandlerFunc) (o Outcome) {
	defer func() {
		if p := recover(); p != nil {
			o = Outcome{cause: fmt.Errorf("handler panicked: %v\n%s", p, debug.Stack())}
		}
	}()
	return h(s.attend(), &s.call)
}

// tableRow is the first reply whose guards hold.
func (s *Session) tableRow(c Command) Row {
	t := s.table()
	info := &t.Commands[c]
	for r := info.First; r < info.Last; r++ {
		if row := &t.Rows[r]; row.Kind == KindReply && hold(row.When, &s.config) {
			return r
		}
	}
	return NoRow
}

func (s *Session) findRow(c Command, k Kind) Row {
	t := s.table()
	for r := t.Commands[c].First; r < t.Commands[c].Last; r++ {
		if t.Rows[r].Kind == k {
			return r
		}
	}
	return NoRow
}

// unknown answers a line that is no command. During a transfer it waits its turn like any other.
func (s *Session) unknown(word, line []byte) {
	if s.busy() {
		s.enqueue(line)
		return
	}
	if s.server.program.foreign[string(foldASCII(nil, word))] {
		s.event(EventForeign, nil)
		return
	}
	s.mistake(EventUnknown)
}

// overlong answers a line that was too long and has been dropped; during a transfer after it, in order.
func (s *Session) overlong() {
	if s.busy() {
		s.enqueue(overlongMark)
		return
	}
	s.mistake(EventOverlong)
}

func (s *Session) mistake(e Event) {
	if s.errors++; s.errors >= maxErrors {
		e = EventNoise
	}
	s.event(e, nil)
}
