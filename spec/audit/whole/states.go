package whole

import (
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// states is T09.
var states = check.Check{
	ID: "T09", Severity: check.Broken, Whole: true,
	Title:   "every state is reachable",
	What:    "Every state of every region is reachable.",
	Why:     "A state that no session enters has no meaning, and whatever is guarded by it is never tried.",
	Without: "A command that needs the state is never possible, although it is offered.",
	Faulty: []check.Example{{Change: `
commands:
  TYPE I: {needs: [logged-in, {name: image, when: {type: image}, else: denied}]}
`, Finds: `
region type: type=image cannot be reached
`}, {Change: `
commands:
  TYPE I: {needs: [logged-in, {name: busy, when: {transfer: busy}, else: denied}]}
`, Finds: `
region type: type=image cannot be reached
`}},
	Clean: []check.Example{{Change: `
commands:
  TYPE I: {needs: [logged-in, any-setup]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		var reached [meaning.MaxRegions]uint64
		for g, n := range m.Nodes() {
			for i := range m.Spec.Regions {
				reached[i] |= g.May(n, i)
			}
		}
		for i := range m.Spec.Regions {
			region := &m.Spec.Regions[i]
			for s, name := range region.States {
				if reached[i]&(1<<s) == 0 && s >= m.InheritedStates(region) {
					r.Text("region "+region.Name, region.Pos, "%s=%s cannot be reached", region.Name, name)
				}
			}
		}
	},
}
