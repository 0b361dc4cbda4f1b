package invariants

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
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
func budget() check.Check {
	return check.Check{ID: "I05", Title: "budget: nothing else is possible there", Run: func(m *check.Model) []check.Finding {
		return each(m, "I05", func(r *check.Reporter, v *spec.Invariant) {
			if v.Budget == nil {
				return
			}
			when := m.Graph.Where(v.Budget.When)
			for g, e := range m.Steps(nil, check.Effect) {
				row := m.Row(e)
				under := e.Under.And(when.Of(&g.Nodes[e.From].Config))
				if under != nil && !slices.Contains(v.Budget.Commands, row.Command) {
					r.Step(v.Name+" "+row.Command, stated(v), g, e, under, "%s has an effect, and is not in the budget (%s)", row.Command, because(v))
				}
			}
		})
	}}
}
