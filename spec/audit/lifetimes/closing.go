package lifetimes

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// closing is T14.
var closing = check.Check{
	ID: "T14", Severity: check.Broken,
	Title: "a session that is closing closes",
	What: `
A session that is closing closes. The answer to the last command that is read ends the session, or lets it read
on.
`,
	Why:     "Nothing is read behind QUIT, so nothing else can move the session.",
	Without: "Sessions stay open that nobody can use or end, until the server has no more of them.",
	Faulty: []check.Example{{Change: `
commands:
  QUIT: {replies: {bye: {to: {session: closing}}}}
`, Finds: `
QUIT bye: the last command has been answered, and the session is closing for ever
    S: 220 Ready.
    C: QUIT
    S: 221 Bye.
    C: QUIT
    S: 221 Bye.
`}},
	Clean: []check.Example{{Change: `
commands:
  QUIT: {replies: {bye: {when: {login: in}}, early: {code: 221, when: {login: [out, named]}, to: {session: closed}, text: {en: "So soon?", la: "Tam cito?"}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		last := func(row *spec.Row) bool {
			c := m.Machine.Command(row.Command)
			return c != nil && c.During == spec.DuringLast && row.Kind != spec.KindWaiting
		}
		for g, e := range m.Steps(m.Machine.Closing, last) {
			if m.Machine.Closing(&g.Nodes[e.To].Config) {
				r.Edge(g, e, "the last command has been answered, and the session is closing for ever")
			}
		}
	},
}
