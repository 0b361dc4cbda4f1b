package replies

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// noChange is T19: a 4yz or 5yz reply changes nothing (D8). It may take something back, to a region's first
// state, or end the session; it never leads to a new state, brings a value, or begins anything.
//
// Example:
//
//	commands:
//	  PASS: {replies: {rejected: {to: {login: named}}}}
//
// Finding:
//
//	PASS rejected: 530 says no, and moves login to named
func noChange() check.Check {
	return check.Check{ID: "T19", Rows: true, Title: "a reply that says no changes nothing", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T19")
		for _, row := range m.Rows() {
			if !check.Negative(row) {
				continue
			}
			for _, mv := range row.Moves {
				region := &m.Spec.Regions[m.Machine.Region(mv.Region)]
				if slices.Index(region.States, mv.State) != 0 && mv.Region != m.Spec.Roles.Session() {
					r.Row(row, "%d says no, and moves %s to %s", row.Code, mv.Region, mv.State)
				}
			}
			if len(row.Sets) > 0 {
				r.Row(row, "%d says no, and brings %q", row.Code, row.Sets[0])
			}
			if row.Then != "" {
				r.Row(row, "%d says no, and has consequences (then: %s)", row.Code, row.Then)
			}
		}
		return r.Findings()
	}}
}
