package audit

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
func remembered() Check {
	return Check{ID: "T01", Rows: true, Title: "a command that prepares another one is remembered", Run: func(m *Model) []Finding {
		r := m.reporter("T01")
		if m.Machine.Command("PASS") == nil {
			r.text("PASS", m.Spec.Transfer.Pos, "nobody can log in: there is no PASS")
		}
		for _, noun := range []struct {
			spot  spot
			names []string
		}{
			{m.nouns.login, []string{"PASS"}}, {m.nouns.rename, []string{"RNFR"}}, {m.nouns.restart, []string{"REST"}},
			{m.nouns.data, []string{"EPSV", "PASV", "EPRT", "PORT"}}, {m.nouns.epsvOnly, []string{"EPSV ALL"}},
			{m.nouns.control, []string{"AUTH TLS", "AUTH"}}, {m.nouns.buffer, []string{"PBSZ"}}, {m.nouns.private, []string{"PROT P", "PROT"}},
		} {
			for _, name := range noun.names {
				if c := m.Machine.Command(name); c != nil && !noun.spot.exists() {
					r.text(name, c.Pos, "no answer of %s leads to a state of its own, so nothing is remembered", name)
					break
				}
			}
		}
		return r.findings()
	}}
}
