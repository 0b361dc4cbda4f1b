package lifetimes

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// reinForgets is P07.
var reinForgets = check.Check{
	ID: "P07", Severity: check.Unsafe,
	Mends:   "the lifetime of what is left",
	Title:   "REIN forgets everything",
	What:    "After REIN the session is as right after connecting: every region is in its first state.",
	Why:     "RFC 959 4.1.1, RFC 4217 13; S35.",
	Without: "The next user of the connection inherits what the last one had set up.",
	Faulty: []check.Example{{Change: `
regions:
  setup: {lasts: session}
`, Finds: `
REIN ready: after REIN there is still setup=epsv-only
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPSV ALL
    S: 200 EPSV alone.
    C: REIN
    S: 220 Ready.
`}},
	Clean: []check.Example{{Change: `
regions:
  told: {states: [new, told], lasts: dialogue, moved-by: [CWD]}
commands:
  CWD: {replies: {ok: {to: {told: told}}}}
  STAT: {with: [login, told]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		done := func(row *spec.Row) bool {
			return row.Command == "REIN" && row.Kind == spec.KindReply && check.Positive(row)
		}
		left := func(region int, _, to uint8) bool {
			return to != 0 && m.Spec.Regions[region].Name != m.Spec.Roles.Session() && m.Spec.Regions[region].Begins == ""
		}
		for g, t := range m.Turns(nil, done, left) {
			r.Edge(g, t.Edge, "after REIN there is still %s", m.Leads(t))
			r.Outlives(check.Label(m.Row(t.Edge)), m.Spec.Regions[t.Region].Name, m.Row(t.Edge))
		}
	},
}
