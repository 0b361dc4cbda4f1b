package audit

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
		for g, n := range m.nodes() {
			c := &g.Nodes[n].Config
			covered := m.loggedIn(c) || m.Machine.Closed(c)
			for _, v := range m.Spec.Invariants {
				covered = covered || v.Budget != nil && m.Machine.Holds(v.Budget.When, c, g.Valuation)
			}
			if !covered {
				r.node("invariants", pos, g, n, nil, "no budget says what is possible here")
			}
		}
		return r.findings()
	}}
}
