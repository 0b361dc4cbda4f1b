package engine

import "github.com/portolan-ftp/portolan/fsm/table"

// Moment is what a session's next action depends on, beside its state.
type Moment struct {
	Promised bool // a transfer was promised to the client, and has not begun
	Told     bool // the running transfer has ended, or has a restart marker to tell
	Stopping bool // the server shuts down
	Full     bool // no more lines may wait
}

// Action is what a session does next.
type Action uint8

// The actions, the most urgent first.
const (
	Begin    Action = iota // the transfer that was promised
	Complete               // answer the end or the marker of the running transfer
	Shutdown               // tell the client that the server shuts down
	Resume                 // answer the line that waits first
	Await                  // wait for the transfer alone: nothing may be read
	Read                   // answer the line that comes, or wait for one
)

// Next is what a session does next. A promised transfer comes first, then a transfer that has ended. The end of the
// server comes before further commands, but after a transfer. Lines are answered in the order in which they came.
func (e *Engine) Next(s *State, m Moment) Action {
	switch {
	case m.Promised:
		return Begin
	case m.Told:
		return Complete
	case m.Stopping && !s.Busy():
		return Shutdown
	case s.Waiting != None && !s.Busy():
		return Resume
	case s.Busy() && (m.Full || !e.Reads(s)):
		return Await
	}
	return Read
}

// Clocks are when time-outs expire; 0 is never.
type Clocks struct {
	Idle     int64 // between two commands
	Login    int64 // for the login
	Transfer int64 // since the last transfer
}

// Deadline is the time-out that a session waits for, and the event that it is. During a transfer there is none: the
// control connection may be silent.
func (e *Engine) Deadline(s *State, at Clocks) (deadline int64, event table.Event) {
	if s.Busy() {
		return 0, table.EventIdleTimeout
	}
	other, event := at.Transfer, table.EventNoTransferTimeout
	if !e.LoggedIn(s) {
		other, event = at.Login, table.EventLoginTimeout
	}
	if other < at.Idle {
		return other, event
	}
	return at.Idle, table.EventIdleTimeout
}

// LoggedIn says whether a session has an account.
func (e *Engine) LoggedIn(s *State) bool {
	account := e.table.Roles.Account
	return account != table.NoSlot && e.Keeps(s, account)
}

// Change is what a step changes about the login and the clocks.
type Change struct {
	In, Out  bool // somebody has logged in, also straight from another login; or nobody is any more
	Transfer bool // the clock of the time without transfers begins anew
}

// Changed is the Change that a row makes when it has led from one state to another.
func (e *Engine) Changed(r table.Row, before, after *State) Change {
	transfer := e.table.Roles.Transfer
	was, is := before.Configuration[transfer], after.Configuration[transfer]
	var c Change
	for i := range e.sets[r] {
		c.In = c.In || e.sets[r][i].Slot == e.table.Roles.Account
	}
	c.Out = !c.In && e.LoggedIn(before) && !e.LoggedIn(after)
	c.Transfer = c.In || was != is && was != e.working && is != e.working
	return c
}
