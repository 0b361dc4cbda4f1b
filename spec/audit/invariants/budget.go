package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// budget is I05: where the condition of a budget holds, only its commands have an effect.
//
// Example:
//
//	commands:
//	  TYPE I: {needs: null}
//
// Finding:
//
//	before-login TYPE I: TYPE I has an effect, and is not in the budget (before-login: what an unknown client may do)
//	    S: 220 Ready.
//	    C: TYPE I
//	    S: 200 Done.
func budget() Check {
	return Check{ID: "I05", Title: "budget: nothing else is possible there", Run: func(m *Model) []Finding {
		return m.invariants("I05", func(r *reporter, v *spec.Invariant) {
			if v.Budget == nil {
				return
			}
			when := m.Graph.Where(v.Budget.When)
			for g, e := range m.steps(nil, effect) {
				row := m.row(e)
				under := e.Under.And(when.Of(&g.Nodes[e.From].Config))
				if under != nil && !slices.Contains(v.Budget.Commands, row.Command) {
					r.step(v.Name+" "+row.Command, stated(v), g, e, under, "%s has an effect, and is not in the budget (%s)", row.Command, because(v))
				}
			}
		})
	}}
}
