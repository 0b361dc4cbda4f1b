package engine

import "github.com/portolan-ftp/portolan/fsm/table"

// meeting is when an event may happen, beside what its row's When says.
type meeting uint8

const (
	always     meeting = iota
	silent             // a time-out of the client's silence: nothing runs, and no line waits to be answered
	between            // lines that are no command wait for a transfer to end, a shutdown does, and protection changes between commands
	inHandler          // one that fails: of a command that is answered at once during a transfer, as long as lines are read
	atFirst            // TLS that begins before anything else
	inTransfer         // what the data connection brings
	inUpload           // restart markers come with the data
)

// meetings are when the events may happen.
var meetings = [table.EventCount]meeting{
	table.EventUnknown:           between,
	table.EventOverlong:          between,
	table.EventNoise:             between,
	table.EventForeign:           between,
	table.EventLoginTimeout:      silent,
	table.EventIdleTimeout:       silent,
	table.EventNoTransferTimeout: silent,
	table.EventShutdown:          between,
	table.EventInjected:          between,
	table.EventHandshakeFailed:   between,
	table.EventFailed:            inHandler,
	table.EventImplicit:          atFirst,
	table.EventDataOpened:        inTransfer,
	table.EventMarker:            inUpload,
}

// Event is the row of an event, and whether it may happen in a state.
func (e *Engine) Event(s *State, event table.Event) (row table.Row, may bool) {
	row = e.table.Events[event]
	if row == table.NoRow && event != table.EventConnected || !hold(e.table.Rows[row].When, &s.Configuration) {
		return row, false
	}
	switch e.meets[event] {
	case silent:
		return row, !s.Busy() && s.Waiting == None
	case between:
		return row, !s.Busy()
	case inHandler:
		return row, !s.Busy() || e.Reads(s)
	case atFirst:
		return row, e.isNew(s)
	case inTransfer:
		return row, s.Busy()
	case inUpload:
		return row, s.Busy() && e.table.Rows[s.Running].Then == table.Receive
	}
	return row, true
}

// isNew says whether nothing has happened to a session yet: each region is in its first state, but for those in which
// the connection decides where a session begins.
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

// maxMistakes ends a session after so many: no FTP client does that.
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
