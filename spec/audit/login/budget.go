package audit

import "github.com/portolan-ftp/portolan/spec/explore"

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
func surface() Check {
	return Check{ID: "P21", Title: "a budget covers everything before login", Run: func(m *Model) []Finding {
		r := m.reporter("P21")
		pos := m.Spec.Regions[0].Pos
		if p := m.nouns.login; p.exists() {
			pos = m.Spec.Regions[p.region].Pos
		}
		var budgets []explore.Where
		for _, v := range m.Spec.Invariants {
			if v.Budget != nil {
				budgets = append(budgets, m.Graph.Where(v.Budget.When))
			}
		}
		for g, n := range m.nodes() {
			c := &g.Nodes[n].Config
			if m.loggedIn(c) || m.Machine.Closed(c) {
				continue
			}
			bare := g.Nodes[n].Under
			for i := range budgets {
				bare = bare.Without(budgets[i].Of(c))
			}
			if bare != nil {
				r.nodeUnder("invariants", pos, g, n, bare, nil, "no budget says what is possible here")
			}
		}
		return r.findings()
	}}
}
