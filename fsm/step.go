package fsm

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
)

// answer carries an outcome out: what follows it, its moves, its reply.
func (s *Session) answer(c Command, o Outcome) {
	t := s.table()
	if !s.valid(c, o.row) {
		s.broken(c, &o, fmt.Errorf("the handler of %s returned no declared outcome", t.Commands[c].Name))
		return
	}
	row := &t.Rows[o.row]
	if why := t.lacking(o.row, &o); why != nil {
		s.broken(c, &o, fmt.Errorf("%s %w", t.RowName(o.row), why))
		return
	}
	if row.Then == Abort {
		s.abortTransfer()
	}
	switching := row.Then == Protect || row.Then == Unprotect && s.protected()
	if switching && s.hasMore() {
		s.release(c, &o)
		s.event(EventInjected, nil)
		return
	}
	if row.Then == Send || row.Then == Receive || row.Then == Work {
		s.next = s.newTransfer(c, &o) // before the moves, which may drop payload it needs
	}
	if err := s.step(c, o.row, &o, nil); err != nil {
		s.broken(c, &o, err)
		return
	}
	if switching {
		s.switchProtection(row.Then)
	}
}

// valid says whether row is an answer to the command itself, here; completions are not.
func (s *Session) valid(c Command, r Row) bool {
	info := &s.table().Commands[c]
	if r < info.First || r >= info.Last || r == NoRow {
		return false
	}
	row := &s.table().Rows[r]
	return row.Kind != KindEnd && row.Kind != KindTransferEnd && hold(row.When, &s.config)
}

// broken answers for a handler that broke its contract; what it brought is released.
func (s *Session) broken(c Command, o *Outcome, why error) {
	if o.cause != nil {
		why = fmt.Errorf("%w: %w", why, o.cause)
	}
	s.release(c, o)
	s.server.log.Error("handler broke its contract", "session", s.id, "command", s.table().Commands[c].Name, "error", why)
	s.event(EventFailed, why)
}

var errNotBegun = errors.New("the transfer did not begin")

// release lets go of what an outcome brought that is not carried out.
func (s *Session) release(c Command, o *Outcome) {
	s.closeAll(o.params)
	t := s.next
	if s.next = nil; t == nil && (o.send != nil || o.recv != nil || o.work != nil) {
		t = s.newTransfer(c, o)
	}
	if t != nil {
		t.giveUp(errNotBegun)
	}
}

// event carries out a row that is no command.
func (s *Session) event(e Event, cause error) {
	o := Outcome{row: s.table().Events[e], cause: cause}
	if o.row == NoRow && e != EventConnected || !hold(s.table().Rows[o.row].When, &s.config) {
		s.server.log.Error("event not declared here", "session", s.id, "event", EventNames[e])
		s.ended = true
		return
	}
	if err := s.step(NoCommand, o.row, &o, nil); err != nil {
		s.server.log.Error("event failed", "session", s.id, "event", EventNames[e], "error", err)
		s.ended = true
	}
}

// step moves the regions as the row says, all or nothing, then sends its reply and tells the observer.
func (s *Session) step(c Command, r Row, o *Outcome, info *TransferInfo) error {
	row := &s.table().Rows[r]
	before, account := s.config, s.account()
	after, err := s.moved(row)
	if err != nil {
		return err
	}
	s.reply(r, o, &after) // before payload that its text may name is dropped
	s.carry(row, o, after)
	s.config = after
	s.noteStep(row, before, account)
	if s.server.observer != nil {
		s.server.observer.Step(Step{Session: s, Before: before, After: after, Command: c, Row: r,
			Line: s.line(c), Cause: o.cause, Transfer: info})
	}
	return nil
}

// moved asks every region's machine whether it may move, and only then moves them.
func (s *Session) moved(row *RowInfo) (Configuration, error) {
	after := s.config
	var borrowed [MaxRegions]*machine
	machines := s.server.program.machines
	for _, m := range row.Moves {
		if s.config[m.Region] == m.State {
			continue
		}
		machine, err := machines[m.Region].borrow(s.config[m.Region], m.State)
		if err != nil {
			for r, b := range borrowed {
				if b != nil {
					machines[r].pool.Put(b)
				}
			}
			return after, fmt.Errorf("region %s: %w", s.table().Regions[m.Region].Name, err)
		}
		borrowed[m.Region] = machine
	}
	for _, m := range row.Moves {
		if b := borrowed[m.Region]; b != nil {
			state, err := machines[m.Region].move(b, m.State)
			if err != nil {
				return s.config, err
			}
			after[m.Region] = state
		}
	}
	return after, nil
}

// carry drops the payload of states that are left, or entered again, and sets what comes with the row.
func (s *Session) carry(row *RowInfo, o *Outcome, after Configuration) {
	t := s.table()
	for i := range s.payload {
		if slot := &t.Slots[i]; s.payload[i] != nil && slot.States&(1<<after[slot.Region]) == 0 {
			s.dropPayload(Slot(i))
		}
	}
	for _, slot := range row.Sets {
		s.dropPayload(slot)
		s.payload.set(slot, s.brought(row, o, t.Slots[slot].Name))
	}
}

// brought is the value for a payload: given by the handler, or an argument of the same name.
func (s *Session) brought(row *RowInfo, o *Outcome, name string) any {
	if i := slices.Index(row.Params, name); i >= 0 && i < len(o.params) {
		return o.params[i]
	}
	if i := slices.Index(s.table().Commands[row.Command].Args, name); i >= 0 {
		return s.call.kept[i]
	}
	return nil
}

// payload is the values that a session carries, by Slot, up to the last one that it has had: few have more than the
// login's, which are the first.
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

// dropPayload forgets a value; what must be closed is closed.
func (s *Session) dropPayload(slot Slot) {
	v := s.payload.at(slot)
	if v == nil {
		return
	}
	s.payload[slot] = nil
	s.close(v)
}

// noteStep keeps what is not in the table: whether the session is over, and since when the clocks run.
func (s *Session) noteStep(row *RowInfo, before Configuration, was *accounts.Account) {
	p, after := &s.server.program.special, &s.config
	if after[p.session] == p.closed {
		s.ended = true
	}
	account, loggedIn := s.account(), slices.Contains(row.Sets, s.server.program.slots.account)
	moved := before[p.transfer] != after[p.transfer] && before[p.transfer] != p.working && after[p.transfer] != p.working
	if moved || loggedIn {
		s.lastTransfer = s.server.watchdog.after(0)
	}
	switch {
	case loggedIn: // also straight from another login, with a certificate
		s.login.Store(&login{account: account, since: time.Now()})
	case was != nil && account == nil:
		s.started = s.server.watchdog.after(0)
		s.login.Store(nil)
	}
}
