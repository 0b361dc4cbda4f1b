package order

import "github.com/portolan-ftp/portolan/spec/audit/check"

// remembered is T01.
var remembered = check.Check{
	ID: "T01", Severity: check.Broken, Rows: true,
	Title: "a command that prepares another one is remembered",
	What: `
The commands that the audit speaks of leave a trace. The other checks find the login by what PASS moves, the
file to rename by what RNFR moves, and so on. A command that prepares another one must therefore move a region.
`,
	Why: `
Checks look for places by what commands do and not by the names of regions, so that a spec may name its regions
freely.
`,
	Without: "The checks of login, renaming and restarting find nothing to look at, and pass in silence.",
	Faulty: []check.Example{{Refused: true, Change: `
commands:
  REST: {replies: {pending: {code: 200, to: null}}}
`, Finds: `
REST: no answer of REST leads to a state of its own, so nothing is remembered
`}},
	Clean: []check.Example{{Change: `
commands:
  REST: {replies: {pending: {to: {restart: at}, text: {en: "At that byte.", la: "Ab illo."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		if m.Machine.Command("PASS") == nil {
			r.Text("PASS", m.Spec.Transfer.Pos, "nobody can log in: there is no PASS")
		}
		for _, noun := range []struct {
			spot  check.Place
			names []string
		}{
			{m.Places.Login, []string{"PASS"}}, {m.Places.Rename, []string{"RNFR"}}, {m.Places.Restart, []string{"REST"}},
			{m.Places.Data, []string{"EPSV", "PASV", "EPRT", "PORT"}}, {m.Places.EpsvOnly, []string{"EPSV ALL"}},
			{m.Places.Control, []string{"AUTH TLS", "AUTH"}}, {m.Places.Buffer, []string{"PBSZ"}}, {m.Places.Private, []string{"PROT P", "PROT"}},
		} {
			for _, name := range noun.names {
				if c := m.Machine.Command(name); c != nil && !noun.spot.Exists() {
					r.Text(name, c.Pos, "no answer of %s leads to a state of its own, so nothing is remembered", name)
					break
				}
			}
		}
	},
}
