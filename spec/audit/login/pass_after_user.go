package login

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

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
func passAfterUser() check.Check {
	return check.Check{ID: "P04", Title: "PASS follows USER, and is used up", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P04")
		login := m.Places.Login
		if !login.Exists() {
			return nil
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
		return r.Findings()
	}}
}
