package invariants

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// onlyAfter is I02.
var onlyAfter = check.Check{
	ID: "I02", Severity: check.Unsafe,
	Title: "only-after: states are entered only as declared",
	What: `
The states that an invariant "only-after" names are entered from others only by its commands, and not by another
command or an event.
`,
	Why:     "The spec states what its authors rely on.",
	Without: "A second way leads to a state that was thought to have one.",
	Faulty: []check.Example{{Refused: true, Change: `
commands:
  TYPE I: {replies: {ok: {to: {setup: any}}}}
`, Finds: `
epsv-all-only-rein TYPE I: TYPE I leads to setup=any (epsv-all-only-rein)
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPSV ALL
    S: 200 EPSV alone.
    C: TYPE I
    S: 200 Done.
`}},
	Clean: []check.Example{{Change: `
invariants:
  epsv-all-only-rein: {only-after: {state: {setup: epsv-only}, commands: [EPSV ALL]}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		each(m, func(v *spec.Invariant) {
			if v.OnlyAfter == nil {
				return
			}
			if region := alone(m, v.OnlyAfter.State); region >= 0 {
				enteredBy(m, r, v, region)
				return
			}
			state := m.Graph.Where(v.OnlyAfter.State)
			for g, e := range m.Steps(nil, others(v)) {
				row := m.Row(e)
				under := e.Under.And(state.Of(&g.Nodes[e.To].Config)).Without(state.Of(&g.Nodes[e.From].Config))
				if e.From != e.To && under != nil {
					r.Step(v.Name+" "+check.Actor(row), stated(v), g, e, under, "%s leads to %s (%s)", check.Actor(row), condition(v.OnlyAfter.State), because(v))
				}
			}
		})
	},
}

// others are the rows that may lead to an invariant's state and are of no command that it names.
func others(v *spec.Invariant) func(*spec.Row) bool {
	return func(row *spec.Row) bool {
		return !slices.Contains(v.OnlyAfter.Commands, row.Command) && (row.Then == spec.ThenAbort || moves(row, v.OnlyAfter.State))
	}
}

// alone is the region that a condition asks for, if it asks for one and nothing else; -1 otherwise.
func alone(m *check.Model, cond spec.Cond) int {
	if len(cond) != 1 || cond[0].Policy {
		return -1
	}
	return m.Machine.Region(cond[0].Region)
}

// enteredBy reports who enters states of a region and must not. The region may be aside.
func enteredBy(m *check.Model, r *check.Reporter, v *spec.Invariant, region int) {
	names, states := m.Spec.Regions[region].States, v.OnlyAfter.State[0].States
	in := func(state uint8) bool { return slices.Contains(states, names[state]) }
	wrong := func(_ int, from, to uint8) bool { return in(to) && !in(from) }
	for g, t := range m.TurnsOf([]int{region}, nil, others(v), wrong) {
		who := check.Actor(m.Row(t.Edge))
		r.Step(v.Name+" "+who, stated(v), g, t.Edge, t.Edge.Under, "%s leads to %s (%s)", who, condition(v.OnlyAfter.State), because(v))
	}
}

// moves reports whether a row moves a region that a condition speaks of.
func moves(row *spec.Row, cond spec.Cond) bool {
	return slices.ContainsFunc(row.Moves, func(mv spec.Move) bool {
		return slices.ContainsFunc(cond, func(t spec.CondTerm) bool { return !t.Policy && t.Region == mv.Region })
	})
}

// condition is a condition for people: "login=in data=[active passive]".
func condition(cond spec.Cond) string {
	var parts []string
	for _, t := range cond {
		states := check.List(t.States)
		if len(t.States) > 1 {
			states = "[" + states + "]"
		}
		parts = append(parts, t.Key()+"="+states)
	}
	return check.Join(parts)
}
