package invariants

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// budget is I05.
var budget = check.Check{
	ID: "I05", Severity: check.Unsafe,
	Guards: true, Mends: "a need that the command lacks, of those that others have",
	Title: "budget: nothing else is possible there",
	What: `
Where the condition of a budget holds, only its commands have an effect. A budget is the list of the commands
that may have one.
`,
	Why:     "S1, S2: what strangers may do is a decision.",
	Without: "A command is possible before login that nobody meant to allow.",
	Faulty: []check.Example{{Change: `
commands:
  TYPE I: {needs: null}
`, Finds: `
before-login TYPE I: TYPE I has an effect, and is not in the budget (before-login: what an unknown client may do)
    S: 220 Ready.
    C: TYPE I
    S: 200 Done.
`}},
	Clean: []check.Example{{Change: `
commands:
  SITE HELP: {needs: [logged-in, writable]}
invariants:
  before-login: {budget: {commands: [USER, PASS, REIN, QUIT, ABOR, NOOP, FEAT]}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		each(m, func(v *spec.Invariant) {
			if v.Budget == nil {
				return
			}
			when := m.Graph.Where(v.Budget.When)
			for g, e := range m.Steps(nil, check.Effect) {
				row := m.Row(e)
				under := e.Under.And(when.Of(&g.Nodes[e.From].Config))
				if under != nil && !slices.Contains(v.Budget.Commands, row.Command) {
					r.Step(v.Name+" "+row.Command, stated(v), g, e, under, "%s has an effect, and is not in the budget (%s)", row.Command, because(v))
					r.Advise(v.Name+" "+row.Command, "ask for the login (needs), or decide that it may: add "+row.Command+" to the commands of "+v.Name)
					r.Caused(v.Name+" "+row.Command, "a need is missing") // whichever budgets tell
				}
			}
		})
	},
}
