package order

import "github.com/portolan-ftp/portolan/spec/audit/check"

// remembered is T01: what the audit speaks of is there. The other checks find the login by what PASS moves, the
// file to rename by what RNFR moves, and so on; a command that moves nothing would make them say nothing.
//
// The decoder refuses it too.
//
// Example:
//
//	commands:
//	  REST: {replies: {pending: {code: 200, to: null}}}
//
// Finding:
//
//	REST: no answer of REST leads to a state of its own, so nothing is remembered
func remembered() check.Check {
	return check.Check{ID: "T01", Rows: true, Title: "a command that prepares another one is remembered", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T01")
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
		return r.Findings()
	}}
}
