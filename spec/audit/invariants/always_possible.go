package invariants

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// alwaysPossible is I03.
var alwaysPossible = check.Check{
	ID: "I03", Severity: check.Unsafe,
	Title: "always-possible: a command always has an effect",
	What: `
The command of an invariant "always-possible" has an effect in every configuration in which it is read, or waits
for the end of a transfer.
`,
	Why:     "The spec states what its authors rely on.",
	Without: "A client cannot count on the command that it was promised.",
	Faulty: []check.Example{{Change: `
invariants:
  pwd: {always-possible: PWD}
`, Finds: `
pwd PWD: PWD is refused here (pwd)
    S: 220 Ready.
    C: PWD
    S: 530 Log in.
`}},
	Clean: []check.Example{{Change: `
invariants:
  noop: {always-possible: NOOP}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		each(m, func(v *spec.Invariant) {
			name := v.AlwaysPossible
			if name == "" {
				return
			}
			command := m.Machine.Command(name)
			for g, n := range m.Nodes() {
				c := &g.Nodes[n].Config
				if m.Machine.Closed(c) || m.Machine.Waits(command, c) {
					continue
				}
				if refusal, under := m.Refused(g, n, name); under != nil {
					r.Refusal(v.Name+" "+name, stated(v), g, n, under, refusal, "%s is refused here (%s)", name, because(v))
				}
			}
		})
	},
}
