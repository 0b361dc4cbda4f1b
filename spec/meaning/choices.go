package meaning

import "github.com/portolan-ftp/portolan/spec"

// Choice is one of the rows that may answer a command or an event.
type Choice struct {
	Row  int // NoRow for a line that waits, or that is not read here
	Kind Kind
	Condition
}

// Kind says what a choice means for those behind it.
type Kind uint8

const (
	// May: the row may be given where the condition holds, and so may those behind it. Decisions from outside of the
	// table are explored both ways: whether an account has a permission, what an argument names, which outcome a
	// handler chooses.
	May Kind = iota
	// Refuses: the row is given where the condition does not hold, and those behind it where it does.
	Refuses
	// First: the row is given where the condition holds, and those behind it where it does not.
	First
)

// choices are the choices of a command, in the order in which the runtime decides. rows are its rows.
func (m *Meaning) choices(c *spec.Command, rows []int) []Choice {
	all := m.postponed(c, rows)
	needs := 0
	for _, i := range rows {
		row := &m.Rows[i]
		switch row.Kind {
		case spec.KindNotOffered:
			all = append(all, Choice{Row: i, Kind: First})
		case spec.KindNeed:
			n := &c.Needs[needs]
			needs++
			all = append(all, Choice{Row: i, Kind: Refuses, Condition: m.condition(n.When, n.Unless)})
		case spec.KindDenied, spec.KindSyntax:
			all = append(all, Choice{Row: i})
		case spec.KindReply:
			choice := Choice{Row: i, Condition: m.condition(row.When, row.Unless)}
			if c.By == spec.ByTable && row.Argument == nil {
				choice.Kind = First
			}
			all = append(all, choice)
		}
	}
	return all
}

func (m *Meaning) condition(when, unless spec.Cond) Condition {
	c := Condition{When: m.Guard(when)}
	if len(unless) > 0 {
		not := m.Guard(unless)
		c.Unless = &not
	}
	return c
}

// postponed are the choices of a line that is not answered here.
//
// During a transfer it waits for the end, unless it is answered at once. When the transfer has ended, the lines that
// waited are answered before anything else is read. So a line that never waits cannot come then, and a line that would
// be the last of the queue cannot come before it is the last.
func (m *Meaning) postponed(c *spec.Command, rows []int) []Choice {
	waits := func(g Guard) Choice { return Choice{Row: NoRow, Kind: First, Condition: Condition{When: g}} }
	switch c.During {
	case spec.DuringNow:
		return []Choice{
			waits(Guard{Waiting: anyOf(WaitsAlone, WaitsLast)}),
			waits(Guard{Idle: true, Waiting: anyOf(WaitsSome)}),
		}
	case spec.DuringAlone:
		return []Choice{waits(Guard{Busy: true}), waits(Guard{Waiting: anyOf(WaitsSome, WaitsLast)})}
	case spec.DuringLast:
		all := []Choice{}
		for _, i := range rows {
			if m.Rows[i].Kind == spec.KindWaiting {
				all = append(all, Choice{Row: i, Kind: First, Condition: Condition{When: Guard{Busy: true, Waiting: anyOf(WaitsNone, WaitsSome)}}})
			}
		}
		return append(all, waits(Guard{Busy: true}), waits(Guard{Waiting: anyOf(WaitsSome, WaitsAlone)}))
	}
	return []Choice{waits(Guard{Busy: true})}
}
