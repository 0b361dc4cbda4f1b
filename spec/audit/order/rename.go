package order

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// renamePairs is P17.
var renamePairs = check.Check{
	ID: "P17", Severity: check.Unsafe,
	Mends: "the lifetime, or the end of an exception from it",
	Title: "RNTO follows RNFR immediately, and SITE CPTO SITE CPFR",
	What: `
RNTO follows RNFR immediately, and SITE CPTO follows SITE CPFR. Only an accepted RNFR names the file, any other
line of the client drops the name, and without it RNTO answers 503.
`,
	Why:     "RFC 959 4.1.3; D4, D5.",
	Without: "A forgotten RNFR renames a file minutes later.",
	Faulty: []check.Example{{Change: `
regions:
  rename: {survives: [NOOP]}
`, Finds: `
NOOP syntax: NOOP comes between, and RNTO is still possible
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: RNFR <from>
    S: 350 RNTO?
    C: NOOP unexpected
    S: 501 Syntax: {syntax}
…
`}, {Change: `
commands:
  RNTO: {needs: [logged-in, writable]}
`, Finds: `
RNTO: RNTO has an effect without RNFR
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: RNTO <to>
    S: 250 Renamed.
`}},
	Clean: []check.Example{{Change: `
commands:
  RNTO: {replies: {taken: {code: 553, on: [not-exist], text: {en: "Taken.", la: "Captum."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		pair(m, r, "RNFR", "RNTO", m.Places.Rename)
		pair(m, r, "SITE CPFR", "SITE CPTO", m.Places.Copied)
	},
}

// pair reports what comes between two commands of which the first names what the second is about.
func pair(m *check.Model, r *check.Reporter, first, second string, pending check.Place) {
	if !pending.Exists() {
		return
	}
	for g, e := range m.Edges() {
		row := m.Row(e)
		from, to := &g.Nodes[e.From].Config, &g.Nodes[e.To].Config
		accepted := row.Command == first && row.Kind == spec.KindReply && check.Class(row) == 3
		switch {
		case pending.At(to) && !pending.At(from) && !accepted:
			r.Edge(g, e, "%s makes %s possible", check.Actor(row), second)
		case pending.At(to) && pending.At(from) && check.AnswersLine(row) && !accepted:
			r.Edge(g, e, "%s comes between, and %s is still possible", check.Actor(row), second)
			r.Only(check.Label(row), m.Outlived(pending.Region, row)...)
		case row.Command == second && !pending.At(from) && check.Effect(row):
			r.EdgeAt(second, m.Machine.Command(second).Pos, g, e, "%s has an effect without %s", second, first)
		case row.Command == second && row.Kind == spec.KindNeed && asks(m, row, pending) && row.Code != 503:
			r.Edge(g, e, "without %s %s answers %d, not 503", first, second, row.Code)
		}
	}
}

// asks reports whether a need's row is about the region of a place.
func asks(m *check.Model, row *spec.Row, p check.Place) bool {
	for _, n := range m.Machine.Command(row.Command).Needs {
		for _, t := range n.When {
			if n.Name == row.Name && !t.Policy && t.Region == p.RegionName(m.Spec) {
				return true
			}
		}
	}
	return false
}
