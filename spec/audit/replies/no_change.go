package replies

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// noChange is T19.
var noChange = check.Check{
	ID: "T19", Severity: check.Broken, Rows: true,
	Mends: "the removal of what the reply moves, brings or begins",
	Title: "a reply that says no changes nothing",
	What: `
A 4yz or 5yz reply changes nothing. It may take something back to a region's first state, or end the session. It
never leads to a new state, brings a value or begins anything.
`,
	Why:     "RFC 959 4.2.1: a negative reply says that the action did not take place (D8).",
	Without: "A client that was refused has a setting that it does not know of, and its next transfer goes wrong.",
	Faulty: []check.Example{{Change: `
commands:
  PASS: {replies: {rejected: {to: {login: named}}}}
`, Finds: `
PASS rejected: 530 says no, and moves login to named
`}},
	Clean: []check.Example{{Change: `
commands:
  PASS: {replies: {expired: {code: 530, to: {login: out}, text: {en: "Expired.", la: "Obsoletum."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, row := range m.Rows() {
			if !check.Negative(row) {
				continue
			}
			for _, mv := range row.Moves {
				region := &m.Spec.Regions[m.Machine.Region(mv.Region)]
				if slices.Index(region.States, mv.State) != 0 && mv.Region != m.Spec.Roles.Session() {
					r.Row(row, "%d says no, and moves %s to %s", row.Code, mv.Region, mv.State)
					r.Mend(check.Label(row), check.Write(row, region.States[0], "to", mv.Region), check.Without(row.Pos, "to", mv.Region))
				}
			}
			if len(row.Sets) > 0 {
				r.Row(row, "%d says no, and brings %q", row.Code, row.Sets[0])
				r.Mend(check.Label(row), check.Without(row.Pos, "sets"))
			}
			if row.Then != "" {
				r.Row(row, "%d says no, and has consequences (then: %s)", row.Code, row.Then)
				r.Mend(check.Label(row), check.Without(row.Pos, "then"))
			}
		}
	},
}
