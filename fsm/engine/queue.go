package engine

import "github.com/portolan-ftp/portolan/fsm/table"

// Lines that come during a transfer and are not answered at once wait in a queue, and are answered after it in the
// order in which they came. Lines behind a command that switches protection, or ends the session, must not wait there
// with it. So nothing is read behind such a command.

// Reads says whether lines are read at all.
func (e *Engine) Reads(s *State) bool { return s.Waiting != Last }

// Postpone reports whether a line that has been read waits for the transfer to end, and the state of the queue then. A
// line that is no command (NoCommand) waits like a command.
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

// Notice is the row that tells the client that a command waits; NoRow for commands that wait in silence.
func (e *Engine) Notice(c table.Command) table.Row {
	info := &e.table.Commands[c]
	for r := info.First; r < info.Last; r++ {
		if e.table.Rows[r].Kind == table.KindWaiting {
			return r
		}
	}
	return table.NoRow
}

// Took is the state of the queue after its first line has been taken and the given number is left.
func (e *Engine) Took(s *State, left int) Waiting {
	if left == 0 {
		return None
	}
	return s.Waiting
}
