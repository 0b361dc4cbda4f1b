package login

import (
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// surface is P21.
var surface = check.Check{
	ID: "P21", Severity: check.Unsafe,
	Title: "a budget covers everything before login",
	What: `
The commands that an unknown client may give are written down. In every configuration in which nobody is logged
in, an invariant "budget" lists the commands that may have an effect there, and I05 proves that no other command
has one. A budget is such a list.
`,
	Why:     "S1: each addition to what strangers may do is a decision.",
	Without: "What strangers can do grows with every extension, and nobody notices.",
	Faulty: []check.Example{{Change: `
invariants:
  before-login: {budget: {when: {login: out}}}
`, Finds: `
invariants: no budget says what is possible here
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
`}},
	Clean: []check.Example{{Change: `
invariants:
  before-login: {budget: {when: {login: out}, commands: [USER, REIN, QUIT, ABOR, NOOP, FEAT]}}
  while-named: {budget: {when: {login: named}, commands: [USER, PASS, REIN, QUIT, ABOR, NOOP, FEAT]}, why: what an unknown client may do}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
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
	},
}
