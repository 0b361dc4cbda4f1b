package login

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// loginFirst is P01.
var loginFirst = check.Check{
	ID: "P01", Severity: check.Unsafe,
	Title: "before login a command says only that a login is needed",
	What: `
Before login, a command that needs a login answers that and nothing else: 530, or another code that says "not
now". It does not say whether the server is read-only, whether the argument makes sense, or whether a file
exists.
`,
	Why:     "S1: whatever is answered before login is open to everybody.",
	Without: "Strangers learn the names of files and the settings of the server.",
	Faulty: []check.Example{{Change: `
commands:
  STOR: {needs: [writable, logged-in, endpoint]}
`, Finds: `
STOR writable: before login STOR answers 550
    with files=read-only
    S: 220 Ready.
    C: STOR <path>
    S: 550 Read-only.
`}},
	Clean: []check.Example{{Change: `
commands:
  STOR: {needs: [logged-in, writable, any-setup, endpoint]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		needs := map[string]string{}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if need, ok := m.Guarded(c); ok {
				needs[c.Name] = c.Needs[need].Name
			}
		}
		wrong := func(row *spec.Row) bool {
			need, guarded := needs[row.Command]
			return guarded && !check.EndsTransfer(row) && row.Kind != spec.KindWaiting &&
				(row.Name != need || row.Code != 530 && row.Code != 503 && row.Code != 500)
		}
		for g, e := range m.Steps(m.LoggedOut, wrong) {
			row := m.Row(e)
			r.Edge(g, e, "before login %s answers %d", row.Command, row.Code)
			if need := needs[row.Command]; row.Kind == spec.KindNeed && row.Name != need {
				r.Advise(check.Label(row), need+" comes before "+row.Name+" in its needs")
			}
		}
	},
}
