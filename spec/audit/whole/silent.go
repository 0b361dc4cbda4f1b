package whole

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// silent is T28.
var silent = check.Check{
	ID: "T28", Severity: check.Broken,
	Title:   "an event that sends nothing moves the session",
	What:    "An event that sends nothing moves the session wherever it can happen.",
	Why:     "Otherwise it would be no event.",
	Without: "A row stands in the table that does nothing, and hides that something was forgotten.",
	Faulty: []check.Example{{Change: `
events:
  data-opened: {when: {transfer: [opening, busy]}}
`, Finds: `
data-opened: nothing is sent, and nothing moves
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPRT <address>
    S: 200 Done.
    C: RETR <path>
    S: 150 Sending.
    -- data-opened
    -- data-opened
`}},
	Clean: []check.Example{{Change: `
events:
  data-opened: {when: {transfer: opening, data: [active, passive]}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for g, e := range m.Steps(nil, func(row *spec.Row) bool { return row.Kind == spec.KindEvent && row.Code == 0 }) {
			if e.From == e.To && !movesAside(m, m.Row(e)) {
				r.Edge(g, e, "nothing is sent, and nothing moves")
			}
		}
	},
}

// movesAside reports whether a row moves a region that is aside of the nodes.
func movesAside(m *check.Model, row *spec.Row) bool {
	aside := m.Machine.Aside()
	return slices.ContainsFunc(row.Moves, func(mv spec.Move) bool {
		return slices.ContainsFunc(aside, func(r int) bool { return m.Spec.Regions[r].Name == mv.Region })
	})
}
