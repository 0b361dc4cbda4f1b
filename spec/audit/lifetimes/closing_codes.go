package lifetimes

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// closingCodes is T23.
var closingCodes = check.Check{
	ID: "T23", Severity: check.Broken, Rows: true,
	Mends: "the move to the end of the session, or its removal",
	Title: "421 ends the session, and nothing else but QUIT does",
	What: `
A row that answers 421 closes the session. A row that closes the session says 421, says 221 after QUIT, or says
nothing because nobody listens.
`,
	Why:     "RFC 959 4.2.2: 421 says that the control connection is closed.",
	Without: "A client believes that it still has a session, or gives one up that goes on without it.",
	Faulty: []check.Example{{Change: `
events:
  noise: {to: null}
`, Finds: `
noise: 421 says that the session ends, and it goes on
`}, {Change: `
commands:
  PASS: {replies: {rejected: {to: {session: closed}}}}
`, Finds: `
PASS rejected: the session ends, and 530 does not say so
`}},
	Clean: []check.Example{{Change: `
commands:
  PASS: {replies: {expelled: {reply: bye, to: {session: closed}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, row := range m.Rows() {
			over := &m.Spec.Roles.Over
			ends := check.Write(row, over.States[0], "to", over.Region)
			closes := slices.ContainsFunc(row.Moves, func(mv spec.Move) bool {
				return mv.Region == m.Spec.Roles.Session() && mv.State == m.Spec.Roles.Over.States[0]
			})
			switch {
			case row.Code == 421 && !closes:
				r.Row(row, "421 says that the session ends, and it goes on")
				r.Mend(check.Label(row), ends)
			case closes && row.Code != 421 && row.Code != 221 && row.Code != 0:
				r.Row(row, "the session ends, and %d does not say so", row.Code)
				r.Mend(check.Label(row), check.Without(row.Pos, "to", over.Region), check.Write(row, "421", "code"))
			case row.Code == 221 && !closes:
				r.Row(row, "221 says goodbye, and the session goes on")
				r.Mend(check.Label(row), ends)
			case row.Kind == spec.KindEvent && row.Name == "dropped" && !closes:
				r.Row(row, "the control connection is lost, and the session goes on")
				r.Mend(check.Label(row), ends)
			}
		}
	},
}
