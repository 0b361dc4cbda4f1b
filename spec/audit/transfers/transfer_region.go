package transfers

import "github.com/portolan-ftp/portolan/spec/audit/check"

// transferRegion is T13.
var transferRegion = check.Check{
	ID: "T13", Severity: check.Broken,
	Title: "the region transfer tells whether a transfer runs",
	What: `
The region "transfer" is in its first state exactly while no transfer runs, also in a session that has ended.
`,
	Why:     "Guards of other rows ask the region whether a transfer runs.",
	Without: "Whatever waits for the end of a transfer waits for ever, or runs in the middle of one (S31).",
	Faulty: []check.Example{{Refused: true, Change: `
events:
  dropped: {to: {transfer: busy}}
`, Finds: `
region transfer: transfer=busy, and no transfer runs
    S: 220 Ready.
    -- dropped
`}},
	Clean: []check.Example{{Change: `
lifetimes:
  transfer: {ends: [dropped, shutdown]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		at := m.Machine.Region(m.Spec.Roles.Transfer)
		region := &m.Spec.Regions[at]
		for g, n := range m.Nodes() {
			c := &g.Nodes[n].Config
			state := region.States[c.States[at]]
			switch {
			case c.Busy() && c.States[at] == 0:
				r.Entered("region transfer", check.Related{What: "region transfer", Pos: region.Pos}, g, n, g.Nodes[n].Under, "transfer=%s, and a transfer runs", state)
			case !c.Busy() && c.States[at] != 0:
				r.Entered("region transfer", check.Related{What: "region transfer", Pos: region.Pos}, g, n, g.Nodes[n].Under, "transfer=%s, and no transfer runs", state)
			}
		}
	},
}
