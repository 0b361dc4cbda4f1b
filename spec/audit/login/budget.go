package login

import (
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// surface is P21: what an unknown client may do is written down. In every configuration in which nobody is logged
// in, a budget invariant says which commands have an effect; I05 proves it. Each addition is a decision.
//
// Example:
//
//	invariants:
//	  before-login: {budget: {when: {login: out}}}
//
// Finding:
//
//	invariants: no budget says what is possible here
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
func surface() check.Check {
	return check.Check{ID: "P21", Title: "a budget covers everything before login", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P21")
		pos := m.Spec.Regions[0].Pos
		if p := m.Places.Login; p.Exists() {
			pos = m.Spec.Regions[p.Region].Pos
		}
		var budgets []explore.Where
		for _, v := range m.Spec.Invariants {
			if v.Budget != nil {
				budgets = append(budgets, m.Graph.Where(v.Budget.When))
			}
		}
		for g, n := range m.Nodes() {
			c := &g.Nodes[n].Config
			if m.LoggedIn(c) || m.Machine.Closed(c) {
				continue
			}
			bare := g.Nodes[n].Under
			for i := range budgets {
				bare = bare.Without(budgets[i].Of(c))
			}
			if bare != nil {
				r.NodeUnder("invariants", pos, g, n, bare, nil, "no budget says what is possible here")
			}
		}
		return r.Findings()
	}}
}
