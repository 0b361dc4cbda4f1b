package meaning

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// Effect is what a row does, with numbers for names.
type Effect struct {
	Moves   []Move
	Begins  bool            // a transfer; the row runs until one of its ends
	Ends    bool            // the running transfer
	Aborts  bool            // the running transfer ends first, by its own end Aborted
	Aborted int             // with Begins: the end by which the transfer ends when it is aborted; NoRow without one
	Queues  bool            // its line is queued, and not answered yet
	Waiting [waitings]uint8 // for each state of the queue, the set of states that it may be in afterwards; during a transfer no line is taken
}

// Move takes a region to a state.
type Move struct {
	Region int
	State  uint8
}

func (m *Meaning) effect(i int) Effect {
	row := &m.Rows[i]
	e := Effect{
		Begins:  len(row.Ends) > 0,
		Ends:    row.Kind == spec.KindEnd || row.Kind == spec.KindTransferEnd,
		Aborts:  row.Then == spec.ThenAbort,
		Aborted: NoRow,
		Queues:  row.Kind == spec.KindWaiting,
		Waiting: m.left(row),
	}
	for _, mv := range row.Moves {
		if r, ok := m.regions[mv.Region]; ok {
			if s := m.state(r, mv.State); s != noState {
				e.Moves = append(e.Moves, Move{r, s})
			}
		}
	}
	for _, end := range row.Ends {
		if m.Rows[end].Kind == spec.KindTransferEnd && strings.HasSuffix(m.Rows[end].Name, "."+EndAborted) {
			e.Aborted = end
		}
	}
	return e
}

// left is, for each state of the queue before a row, the set of states that the queue may be in afterwards.
func (m *Meaning) left(row *spec.Row) [waitings]uint8 {
	all := [waitings]uint8{}
	for w := range all {
		all[w] = 1 << w
	}
	c := m.Command(row.Command)
	switch {
	case row.Kind == spec.KindWaiting: // the session's last line has been read
		all[WaitsNone], all[WaitsSome] = anyOf(WaitsLast), anyOf(WaitsLast)
	case row.Kind == spec.KindEnd, row.Kind == spec.KindTransferEnd: // no line is answered
	case row.Kind == spec.KindEvent:
		if spec.AnswersLine(row.Name) {
			all[WaitsSome] = anyOf(WaitsSome, WaitsNone)
		}
	case c.During == spec.DuringAlone: // where it waited, it was the last
		all[WaitsAlone] = anyOf(WaitsNone)
	case c.During == spec.DuringLast:
		all[WaitsLast] = anyOf(WaitsNone)
	case c.During == spec.DuringWait:
		all[WaitsSome] = anyOf(WaitsSome, WaitsNone)
	}
	return all
}

// Command finds a command by its canonical name, nil if there is none.
func (m *Meaning) Command(name string) *spec.Command {
	for i := range m.Commands {
		if m.Commands[i].Name == name {
			return m.Commands[i].Command
		}
	}
	return nil
}

// Apply calls yield for each configuration that a row leads to. There are several where they differ in the queue; the
// shortest queue comes first. A row that aborts ends the running transfer first.
func (m *Meaning) Apply(r int, c Config, yield func(Config)) {
	m.ApplyMoves(r, c, func(row int) []Move { return m.Effects[row].Moves }, yield)
}

// ApplyMoves is Apply with some of the moves of each row alone.
func (m *Meaning) ApplyMoves(r int, c Config, moves func(row int) []Move, yield func(Config)) {
	e, taken := &m.Effects[r], !c.Busy()
	if end := m.Interrupted(r, &c); end != NoRow {
		m.ApplyMoves(end, c, moves, func(after Config) { c = after })
	}
	for _, mv := range moves(r) {
		c.States[mv.Region] = mv.State
	}
	closed := m.Closed.Reached(&c)
	switch {
	case e.Begins:
		c.Running = int16(r + 1)
	case e.Ends, closed:
		c.Running = 0
	}
	if closed { // with what waited
		c.Waiting = WaitsNone
		yield(c)
		return
	}
	left := uint8(1) << c.Waiting
	if taken || e.Queues {
		left = e.Waiting[c.Waiting]
	}
	for w := range waitings {
		if left&(1<<w) != 0 {
			c.Waiting = w
			yield(c)
		}
	}
}

// Interrupted is the completion by which a row ends the running transfer before anything else, NoRow for none.
func (m *Meaning) Interrupted(r int, c *Config) int {
	if m.Effects[r].Aborts && c.Busy() {
		return m.Effects[c.Running-1].Aborted
	}
	return NoRow
}

// Postponed are what may wait when a line has been postponed, for a session in which a transfer runs: some line, and
// the commands behind which nothing is read until they are answered. The session's last command has a row of its own.
func (m *Meaning) Postponed(c *Config) []Waiting {
	if !c.Busy() {
		return nil
	}
	return m.postpones[c.Waiting]
}

func (m *Meaning) findPostponed() {
	more := []Waiting{}
	if slices.ContainsFunc(m.Spec.Commands, func(c spec.Command) bool { return c.During == spec.DuringAlone && c.By != spec.ByNobody }) {
		more = append(more, WaitsAlone)
	}
	m.postpones[WaitsNone] = append([]Waiting{WaitsSome}, more...)
	m.postpones[WaitsSome] = more
}
