package login

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// loginFirst is P01: before login, a command that needs a login answers that and nothing else: 530, or another
// code that says "not now" (S1). Not whether the server is read-only, not whether the argument makes sense, not
// whether a file exists.
//
// Example:
//
//	commands:
//	  STOR: {needs: [writable, logged-in, endpoint]}
//
// Finding:
//
//	STOR writable: before login STOR answers 550
//	    with files=read-only
//	    S: 220 Ready.
//	    C: STOR <path>
//	    S: 550 Read-only.
func loginFirst() check.Check {
	return check.Check{ID: "P01", Title: "before login a command says only that a login is needed", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P01")
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
		}
		return r.Findings()
	}}
}
