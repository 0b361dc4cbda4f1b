package login

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// passAfterUser is P04.
var passAfterUser = check.Check{
	ID: "P04", Severity: check.Unsafe,
	Title: "PASS follows USER, and is used up",
	What: `
PASS follows USER, and is used up. Without USER it has no effect. When it fails, the login begins again with
USER.
`,
	Why:     "RFC 959 4.1.1; S6.",
	Without: "A client tries many passwords for one name in a row, or logs in as nobody.",
	Faulty: []check.Example{{Change: `
commands:
  PASS: {replies: {rejected: {to: null}}}
`, Finds: `
PASS rejected: PASS was refused, and the next PASS needs no USER
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 530 No.
`}},
	Clean: []check.Example{{Change: `
commands:
  PASS: {replies: {expired: {code: 530, to: {login: out}, text: {en: "Expired.", la: "Obsoletum."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		login := m.Places.Login
		if !login.Exists() {
			return
		}
		for g, e := range m.Steps(nil, func(row *spec.Row) bool { return row.Command == "PASS" && row.Kind == spec.KindReply }) {
			row := m.Row(e)
			to := &g.Nodes[e.To].Config
			switch {
			case !login.Left(&g.Nodes[e.From].Config):
				r.Edge(g, e, "PASS has an effect without USER")
			case check.Negative(row) && login.Left(to) && !m.Machine.Closed(to):
				r.Edge(g, e, "PASS was refused, and the next PASS needs no USER")
			}
		}
	},
}
