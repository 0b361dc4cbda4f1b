package engine

import (
	"slices"

	"github.com/portolan-ftp/portolan/fsm/table"
)

// Ends reports whether the running transfer has to end, by its own row, before a row is carried out. ABOR is answered
// by two replies: first the transfer's, then its own.
func (e *Engine) Ends(s *State, r table.Row) bool {
	return e.table.Rows[r].Then == table.Abort && s.Busy()
}

// Apply is the state that a row leads to. A row moves what its Moves say, at once; the expiry of one-shot regions is
// among them. A row that begins a transfer sets it running. A completion ends it, and so does the end of the session.
func (e *Engine) Apply(s *State, r table.Row) State {
	row, after := &e.table.Rows[r], *s
	for _, m := range row.Moves {
		after.Configuration[m.Region] = m.State
	}
	switch {
	case begins(row):
		after.Running = r
	case row.Kind == table.KindEnd, row.Kind == table.KindTransferEnd:
		after.Running = table.NoRow
	}
	if e.Over(&after) {
		after.Running, after.Waiting = table.NoRow, None
	}
	return after
}

// From says where a payload value comes from.
type From uint8

// Nowhere: the value is dropped and no other takes its place. Or the handler's values, or the command's arguments.
const (
	FromNowhere From = iota
	FromParam
	FromArg
)

// Set is a payload value that a row brings.
type Set struct {
	Slot  table.Slot
	From  From
	Index int // among the row's Params, or the command's Args
}

// Sets are the payload values that come with a row: given by the handler, or an argument of the same name.
func (e *Engine) Sets(r table.Row) []Set { return e.sets[r] }

func (e *Engine) planSets() {
	e.sets = make([][]Set, len(e.table.Rows))
	for r := range e.table.Rows {
		for _, slot := range e.table.Rows[r].Sets {
			e.sets[r] = append(e.sets[r], e.set(&e.table.Rows[r], slot))
		}
	}
}

func (e *Engine) set(row *table.RowInfo, slot table.Slot) Set {
	name := e.table.Slots[slot].Name
	if i := slices.Index(row.Params, name); i >= 0 {
		return Set{slot, FromParam, i}
	}
	if row.Command != table.NoCommand {
		if i := slices.Index(e.table.Commands[row.Command].Args, name); i >= 0 {
			return Set{slot, FromArg, i}
		}
	}
	return Set{Slot: slot}
}

// Keeps reports whether the value in a slot stays when the session enters a state. Other values are dropped, and so are
// values that the row replaces.
func (e *Engine) Keeps(s *State, slot table.Slot) bool {
	info := &e.table.Slots[slot]
	return info.States&(1<<s.Configuration[info.Region]) != 0
}
