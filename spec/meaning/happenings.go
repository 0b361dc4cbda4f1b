package meaning

import (
	"slices"

	"github.com/portolan-ftp/portolan/fsm/event"
	"github.com/portolan-ftp/portolan/spec"
)

// happenings are the choices of events and of ends of transfers. They do not exclude each other.
func (m *Meaning) happenings() []Choice {
	var all []Choice
	for i := range m.Rows {
		row := &m.Rows[i]
		if row.Kind != spec.KindEvent || row.Name == "connected" || row.Name == "too-many" { // these come before the first configuration
			continue
		}
		c := m.where(m.Spec.Where(row.Name))
		when := m.Guard(row.When)
		c.When.Regions, c.When.Policies = append(c.When.Regions, when.Regions...), when.Policies
		all = append(all, Choice{Row: i, Condition: c})
	}
	for i := range m.Rows {
		if row := &m.Rows[i]; len(row.Ends) > 0 {
			for _, end := range row.Ends {
				all = append(all, Choice{Row: end, Condition: Condition{When: m.completion(i, end)}})
			}
		}
	}
	return all
}

// completion says when an end of a transfer may be given: while it runs, and a handler's own end when the data
// connection has been opened.
func (m *Meaning) completion(row, end int) Guard {
	g := m.Guard(m.Rows[end].When)
	g.Running = []int{row}
	if m.Rows[end].Kind == spec.KindEnd {
		transfer := m.regions[m.Spec.Roles.Transfer]
		all := uint64(1)<<len(m.Spec.Regions[transfer].States) - 1
		g.Regions = append(g.Regions, Term{Index: transfer, States: all &^ (1 << m.begin)})
	}
	return g
}

// where is the guard of an event's place, which the spec names by a word.
func (m *Meaning) where(w spec.Where) Condition {
	switch w {
	case event.First:
		g := Guard{Idle: true, Waiting: anyOf(WaitsNone)}
		for r := range m.Spec.Regions {
			if m.Spec.Regions[r].Begins == "" { // except where the connection decides
				g.Regions = append(g.Regions, Term{Index: r, States: 1})
			}
		}
		return Condition{When: g}
	case event.Silent:
		return Condition{When: Guard{Idle: true, Waiting: anyOf(WaitsNone)}}
	case event.Between, event.Line:
		return Condition{When: Guard{Idle: true}}
	case event.Handler:
		return m.whereHandler()
	case event.Transfer:
		return Condition{When: Guard{Running: m.openings(spec.ThenSend, spec.ThenReceive)}}
	case event.Upload:
		return Condition{When: Guard{Running: m.openings(spec.ThenReceive)}}
	}
	return Condition{}
}

// whereHandler: handlers run between transfers, and those of commands that are answered at once during one, as long as
// lines are read.
func (m *Meaning) whereHandler() Condition {
	if slices.ContainsFunc(m.Spec.Commands, func(c spec.Command) bool { return c.During == spec.DuringNow && c.By == spec.ByHandler }) {
		return Condition{Unless: &Guard{Busy: true, Waiting: anyOf(WaitsAlone, WaitsLast)}}
	}
	return Condition{When: Guard{Idle: true}}
}

// openings are the rows that begin a transfer of some kind.
func (m *Meaning) openings(then ...string) []int {
	rows := []int{}
	for i := range m.Rows {
		if len(m.Rows[i].Ends) > 0 && slices.Contains(then, m.Rows[i].Then) {
			rows = append(rows, i)
		}
	}
	return rows
}
