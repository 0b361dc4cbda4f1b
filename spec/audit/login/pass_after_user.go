package audit

import "github.com/portolan-ftp/portolan/spec"

// passAfterUser is P04: PASS follows USER, and is used up (S6). Without USER it has no effect; when it fails, the
// login begins again with USER.
//
// Example:
//
//	commands:
//	  PASS: {replies: {rejected: {to: null}}}
//
// Finding:
//
//	PASS rejected: PASS was refused, and the next PASS needs no USER
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 530 No.
func passAfterUser() Check {
	return Check{ID: "P04", Title: "PASS follows USER, and is used up", Run: func(m *Model) []Finding {
		r := m.reporter("P04")
		login := m.nouns.login
		if !login.exists() {
			return nil
		}
		for g, e := range m.steps(nil, func(row *spec.Row) bool { return row.Command == "PASS" && row.Kind == spec.KindReply }) {
			row := m.row(e)
			to := &g.Nodes[e.To].Config
			switch {
			case !login.left(&g.Nodes[e.From].Config):
				r.edge(g, e, "PASS has an effect without USER")
			case negative(row) && login.left(to) && !m.Machine.Closed(to):
				r.edge(g, e, "PASS was refused, and the next PASS needs no USER")
			}
		}
		return r.findings()
	}}
}
