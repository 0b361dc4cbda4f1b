package fsm

import (
	"fmt"
	"time"

	"github.com/portolan-ftp/portolan/fsm/engine"
)

// answer carries out what a handler decided, if it is declared.
func (s *Session) answer(c Command, o Outcome) {
	o.row = s.engine().Given(&s.state, o.row)
	if err := s.engine().Check(&s.state, c, o.row, o.brings()); err != nil {
		s.brokenContract(c, &o, err)
		return
	}
	why := missingValue(s.table(), o.row, &o)
	if why == nil && !s.engine().Permits(o.row, s.rights()) {
		why = errNotGranted
	}
	if why != nil {
		s.brokenContract(c, &o, fmt.Errorf("%s %w", s.table().RowName(o.row), why))
		return
	}
	s.carryOut(c, o)
}

// carryOut carries out an outcome: its moves, its reply, and what follows the reply.
func (s *Session) carryOut(c Command, o Outcome) {
	e, then := s.engine(), s.table().Rows[o.row].Then
	if e.Ends(&s.state, o.row) {
		s.abortTransfer()
	}
	switching := then == Protect || then == Unprotect && s.control.Protected()
	if switching && s.hasMore() {
		s.release(c, &o)
		s.event(EventInjected, nil)
		return
	}
	if e.Begins(o.row) {
		s.next = s.newTransfer(c, &o) // before the moves, which may drop payload it needs
	}
	if err := s.step(c, o.row, &o, nil); err != nil {
		s.fail(c, &o, err)
		return
	}
	if switching {
		s.switchProtection(then)
	}
}

// brokenContract answers a command whose handler broke its contract.
func (s *Session) brokenContract(c Command, o *Outcome, why error) {
	if o.cause != nil {
		why = fmt.Errorf("%w: %w", why, o.cause)
	}
	s.server.log.Error("handler broke its contract", "session", s.id, "command", s.table().Commands[c].Name, "error", why)
	s.fail(c, o, why)
}

// fail answers a command that has failed. The session stays where it was, and the values of the outcome are released.
func (s *Session) fail(c Command, o *Outcome, why error) {
	s.release(c, o)
	s.event(EventFailed, why)
}

// release closes the values of an outcome that is not carried out.
func (s *Session) release(c Command, o *Outcome) {
	s.closeAll(o.params)
	t := s.next
	if s.next = nil; t == nil && (o.send != nil || o.recv != nil || o.work != nil) {
		t = s.newTransfer(c, o)
	}
	if t != nil {
		t.giveUp()
	}
}

// event carries out a row that is no command.
func (s *Session) event(e Event, cause error) { s.eventWith(e, Outcome{cause: cause}) }

// eventWith is event, with values for the row's text.
func (s *Session) eventWith(e Event, o Outcome) {
	row, may := s.engine().Event(&s.state, e)
	if !may {
		s.server.log.Error("event not declared here", "session", s.id, "event", EventNames[e])
		s.ended = true
		return
	}
	o.row = row
	if s.step(NoCommand, row, &o, nil) != nil { // which has rung the alarm
		s.ended = true
	}
}

// step moves the regions as the row says, all or nothing, then sends its reply and tells the observer. After an error
// nothing has changed.
func (s *Session) step(c Command, r Row, o *Outcome, info *TransferInfo) error {
	before, after := s.state, s.engine().Apply(&s.state, r)
	if after.Configuration != before.Configuration {
		if err := s.move(r, &after.Configuration); err != nil {
			s.server.alarm(s, r, err)
			return err
		}
	}
	s.reply(r, o, &after.Configuration) // before payload that its text may name is dropped
	s.carry(r, o, &after)
	s.state = after
	s.note(r, &before)
	if s.server.observer != nil {
		s.server.observer.Step(Step{Session: s, Before: before.Configuration, After: after.Configuration, Command: c, Row: r,
			Line: s.line(c), Cause: o.cause, Transfer: info})
	}
	return nil
}

// move asks every region's machine whether it may move as a row says, and only then moves them.
func (s *Session) move(r Row, after *Configuration) error {
	var borrowed [MaxRegions]*machine
	machines, before := s.server.program.machines, &s.state.Configuration
	moves := s.table().Rows[r].Moves
	for _, m := range moves {
		if before[m.Region] == after[m.Region] {
			continue
		}
		machine, err := machines[m.Region].borrow(before[m.Region], after[m.Region])
		if err != nil {
			for r, b := range borrowed {
				if b != nil {
					machines[r].pool.Put(b)
				}
			}
			return fmt.Errorf("region %s: %w", s.table().Regions[m.Region].Name, err)
		}
		borrowed[m.Region] = machine
	}
	for _, m := range moves {
		if b := borrowed[m.Region]; b != nil {
			machines[m.Region].move(b, after[m.Region])
		}
	}
	return nil
}

// carry drops the payload of states that are left or entered again, and sets the payload that comes with the row.
func (s *Session) carry(r Row, o *Outcome, after *engine.State) {
	e := s.engine()
	for i := range s.payload {
		if s.payload[i] != nil && !e.Keeps(after, Slot(i)) {
			s.dropPayload(Slot(i))
		}
	}
	for _, set := range e.Sets(r) {
		s.dropPayload(set.Slot)
		s.payload.set(set.Slot, s.valueOf(set, o))
	}
}

// valueOf is the value that an outcome or an argument has for a payload.
func (s *Session) valueOf(set engine.Set, o *Outcome) any {
	switch {
	case set.From == engine.FromParam && set.Index < len(o.params):
		return o.params[set.Index]
	case set.From == engine.FromArg:
		return s.call.kept[set.Index]
	}
	return nil
}

// payload is the values that a session carries, by Slot. It is only as long as the last value that the session has had:
// most sessions have only the login's values, which come first.
type payload []any

// at is the value in a slot, nil if there is none.
func (p payload) at(slot Slot) any {
	if int(slot) >= len(p) {
		return nil
	}
	return p[slot]
}

func (p *payload) set(slot Slot, v any) {
	if int(slot) >= len(*p) {
		*p = append(make(payload, 0, int(slot)+1), *p...)[:int(slot)+1]
	}
	(*p)[slot] = v
}

// dropPayload forgets a value, and closes it if it has to be closed.
func (s *Session) dropPayload(slot Slot) {
	v := s.payload.at(slot)
	if v == nil {
		return
	}
	s.payload[slot] = nil
	s.close(v)
}

// note records what is not in the state: whether the session is over, who is logged in, and when the clocks began.
func (s *Session) note(r Row, before *engine.State) {
	e := s.engine()
	if e.Over(&s.state) {
		s.ended = true
	}
	changed := e.Changed(r, before, &s.state)
	if changed.Transfer {
		s.lastTransfer = time.Now()
	}
	if changed.In {
		s.login.Store(&login{account: s.account(), since: time.Now()})
	}
	if changed.Out {
		s.started = time.Now()
		s.login.Store(nil)
	}
}
