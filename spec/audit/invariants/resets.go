package invariants

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// resets is I04.
var resets = check.Check{
	ID: "I04", Severity: check.Unsafe,
	Title: "resets: a command leaves nothing behind",
	What: `
After the command of an invariant "resets" has had an effect, the regions that it names are in their first
states.
`,
	Why:     "The spec states what its authors rely on.",
	Without: "Something is left of a session that was said to begin afresh.",
	Faulty: []check.Example{{Change: `
invariants:
  user-resets: {resets: {command: USER, regions: [type]}, why: D8}
`, Finds: `
user-resets USER: after USER there is still type=image (user-resets: D8)
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: TYPE I
    S: 200 Done.
    C: USER <user>
    S: 331 Password?
`}},
	Clean: []check.Example{{Change: `
invariants:
  user-resets: {resets: {command: USER, regions: [data]}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		each(m, func(v *spec.Invariant) {
			if v.Resets == nil {
				return
			}
			own := func(row *spec.Row) bool { return row.Kind == spec.KindReply && row.Command == v.Resets.Command }
			left := func(region int, _, to uint8) bool {
				return to != 0 && slices.Contains(v.Resets.Regions, m.Spec.Regions[region].Name)
			}
			for g, t := range m.Turns(nil, own, left) {
				row := m.Row(t.Edge)
				r.Step(v.Name+" "+row.Command, stated(v), g, t.Edge, t.Edge.Under, "after %s there is still %s (%s)", row.Command, m.Leads(t), because(v))
			}
		})
	},
}
