package transfers

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// epsvAll is P16.
var epsvAll = check.Check{
	ID: "P16", Severity: check.Unsafe,
	Title: "EPSV ALL holds until REIN",
	What: `
After EPSV ALL only EPSV sets up data connections, and only REIN, AUTH or the session's end takes that back.
`,
	Why: "RFC 2428 4; D1, D2, D16.",
	Without: `
A firewall that has stopped watching for other commands lets data connections through, or blocks them in
silence.
`,
	Faulty: []check.Example{{Change: `
commands:
  EPRT: {needs: [logged-in]}
`, Finds: `
EPRT: EPRT has an effect after EPSV ALL
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPSV ALL
    S: 200 EPSV alone.
    C: EPRT <address>
    S: 200 Done.
`}, {Refused: true, Change: `
commands:
  ABOR: {replies: {nothing: {to: {setup: any}}}}
`, Finds: `
ABOR nothing: ABOR takes EPSV ALL back
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPSV ALL
    S: 200 EPSV alone.
    C: ABOR
    S: 226 Nothing runs.
`}},
	Clean: []check.Example{{Change: `
commands:
  EPRT: {needs: [logged-in, writable, any-setup]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for g, e := range m.Steps(m.Places.EpsvOnly.At, nil) {
			row := m.Row(e)
			c := m.Machine.Command(row.Command)
			if row.Kind == spec.KindReply && c.Name != "EPSV" && slices.ContainsFunc(row.Does, check.OfData) {
				r.EdgeAt(c.Name, c.Pos, g, e, "%s has an effect after EPSV ALL", c.Name)
			}
			if !m.Places.EpsvOnly.At(&g.Nodes[e.To].Config) && check.FirstWord(row.Command) != "REIN" && check.FirstWord(row.Command) != "AUTH" {
				r.Edge(g, e, "%s takes EPSV ALL back", check.Actor(row))
			}
		}
	},
}
