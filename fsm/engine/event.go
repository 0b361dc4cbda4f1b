package engine

import (
	"github.com/portolan-ftp/portolan/fsm/event"
	"github.com/portolan-ftp/portolan/fsm/table"
)

// Event is the row of an event, and whether the event may happen in a state: its row's When has to hold, and the
// session has to be at the event's place.
func (e *Engine) Event(s *State, what table.Event) (row table.Row, may bool) {
	row = e.table.Events[what]
	if row == table.NoRow && what != table.EventConnected || !hold(e.table.Rows[row].When, &s.Configuration) {
		return row, false
	}
	switch what.Place() {
	case event.Silent:
		return row, !s.Busy() && s.Waiting == None
	case event.Between, event.Line:
		return row, !s.Busy()
	case event.Handler: // of a command that is answered at once during a transfer, as long as lines are read
		return row, !s.Busy() || e.Reads(s)
	case event.First:
		return row, e.isNew(s) || what != table.EventImplicit // it comes before everything else; the greeting comes behind it
	case event.Transfer:
		return row, s.Busy()
	case event.Upload:
		return row, s.Busy() && e.table.Rows[s.Running].Then == table.Receive
	}
	return row, true
}

// isNew reports whether nothing has happened to a session yet: each region is in its first state, except regions whose
// first state the connection decides.
func (e *Engine) isNew(s *State) bool {
	for r := range e.table.Regions {
		if s.Configuration[r] != 0 && !e.table.Regions[r].Family {
			return false
		}
	}
	return !s.Busy() && s.Waiting == None
}

// Mistakes are how many lines in a row were no command.
type Mistakes uint8

// maxMistakes in a row end a session. No FTP client makes so many.
const maxMistakes = 20

// Add counts a mistake, and says as which event it is answered: its own, or the one that ends the session.
func (m *Mistakes) Add(event table.Event) table.Event {
	if event == table.EventForeign {
		return event
	}
	if *m++; *m >= maxMistakes {
		return table.EventNoise
	}
	return event
}
