package engine

import "github.com/portolan-ftp/portolan/fsm/table"

// Lines that come during a transfer and are not answered at once wait in a queue, and are answered after it in the order in
// which they came. What was read behind a command that switches protection, or ends the session, must not wait there with
// it: so nothing is read behind one.

// Reads says whether lines are read at all.
func (e *Engine) Reads(s *State) bool { return s.Waiting != Last }

// Postpone says whether a line that has been read waits for the transfer to end, and what the queue is like then. A line
// that is no command (NoCommand) waits like one.
func (e *Engine) Postpone(s *State, c table.Command) (then Waiting, waits bool) {
	if !s.Busy() {
		return s.Waiting, false
	}
	if c == table.NoCommand {
		return Some, true
	}
	switch e.table.Commands[c].During {
	case table.Now:
		return s.Waiting, false
	case table.Wait:
		return Some, true
	}
	return Last, true
}

// Notice is the row that says that a command waits, before it is answered; NoRow for those that wait in silence.
func (e *Engine) Notice(c table.Command) table.Row {
	info := &e.table.Commands[c]
	for r := info.First; r < info.Last; r++ {
		if e.table.Rows[r].Kind == table.KindWaiting {
			return r
		}
	}
	return table.NoRow
}

// Took is what the queue is like when its first line is taken and so many are left.
func (e *Engine) Took(s *State, left int) Waiting {
	if left == 0 {
		return None
	}
	return s.Waiting
}
