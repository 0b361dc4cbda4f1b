// Package engine says what a protocol table means. It makes every decision of a session, as pure functions of values.
//
//	e, _ := engine.New(ftp.Table())
//	at := engine.State{}                                     // a new session
//	c, _, _ := e.Find([]byte("RNTO new.txt"))                // which command a line is
//	row := e.Decide(&at, c, rights, arg)                     // a need that does not hold: 503, without a handler
//	at = e.Apply(&at, row)                                   // what the row makes of the session
//
// A session reads a line (Find). It is answered now or waits for a transfer to end (Postpone). What stands before a
// handler is decided in the table's order (Decide), then what the handler says is checked (Check), and the row moves
// the session (First, Apply) and its payload (Keeps, Sets). What happens and is no command is a row too (Event), and so
// is the end of a transfer (End). Next says what a session does next, and Deadline which time-out it waits for.
//
// The package is pure. There are no sockets, clocks, goroutines or locks, and nothing is kept: package fsm, which has
// them, asks here whatever a session does. So a test can ask the same of every state that a session can be in, and
// compare the answers with what the spec means.
package engine

import "github.com/portolan-ftp/portolan/fsm/table"

// State is where a session stands: all that its next answer depends on, but the rights of the account and the time.
type State struct {
	Configuration table.Configuration
	Running       table.Row // the preliminary row whose transfer runs; NoRow when none does
	Waiting       Waiting   // for that transfer to end, or to be answered after it
}

// Waiting is the state of the queue of postponed lines.
type Waiting uint8

// Nothing waits; lines wait, and further ones may; or the last of those that wait is a command behind which nothing is
// read.
const (
	None Waiting = iota
	Some
	Last
)

// Engine is a table made ready to be asked. It is read-only, so that all sessions of a server ask the same one.
type Engine struct {
	table *table.Table
	words words
	sets  [][]Set // by row

	spoken  []int       // by state of the region of languages
	working table.State // of transfer, while work is done that no data connection belongs to
}

// New makes an engine of a table, or says why the table cannot run.
func New(t *table.Table) (*Engine, error) {
	if err := checkSize(t); err != nil {
		return nil, err
	}
	if err := checkEnds(t); err != nil {
		return nil, err
	}
	if err := checkRoles(t); err != nil {
		return nil, err
	}
	e := &Engine{table: t, words: newWords(t), spoken: spoken(t), working: working(t)}
	e.planSets()
	return e, nil
}

// Table is the table that the engine was made of.
func (e *Engine) Table() *table.Table { return e.table }

// Busy says whether a transfer runs, or its end has not been answered.
func (s *State) Busy() bool { return s.Running != table.NoRow }

// Begin sets what the connection decides about a session: whether its address family is IPv6. A connection without an
// address counts as one of IPv4.
func (e *Engine) Begin(s *State, ipv6 bool) {
	for r := range e.table.Regions {
		if e.table.Regions[r].Family && ipv6 {
			s.Configuration[r] = 1
		}
	}
}

// Over says whether the session has ended.
func (e *Engine) Over(s *State) bool { return plays(&e.table.Roles.Over, &s.Configuration) }

// hold reports whether all guards hold for a session.
func hold(guards []table.Guard, c *table.Configuration) bool {
	for _, g := range guards {
		if g.States&(1<<c[g.Region]) == 0 {
			return false
		}
	}
	return true
}

// met reports whether a precondition holds.
func met(n *table.Need, c *table.Configuration) bool { return hold(n.Guards, c) != n.Unless }
