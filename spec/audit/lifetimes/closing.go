package audit

import "github.com/portolan-ftp/portolan/spec"

// closing is T14: a session that is closing closes. When a command is the last one that is read, its answer ends
// the session, or lets it read on; otherwise nothing would ever be read again.
//
// Example:
//
//	commands:
//	  QUIT: {replies: {bye: {to: {session: closing}}}}
//
// Finding:
//
//	QUIT bye: the last command has been answered, and the session is closing for ever
//	    S: 220 Ready.
//	    C: QUIT
//	    S: 221 Bye.
//	    C: QUIT
//	    S: 221 Bye.
func closing() Check {
	return Check{ID: "T14", Title: "a session that is closing closes", Run: func(m *Model) []Finding {
		r := m.reporter("T14")
		last := func(row *spec.Row) bool {
			c := m.Machine.Command(row.Command)
			return c != nil && c.During == spec.DuringLast && row.Kind != spec.KindWaiting
		}
		for g, e := range m.steps(m.Machine.Closing, last) {
			if m.Machine.Closing(&g.Nodes[e.To].Config) {
				r.edge(g, e, "the last command has been answered, and the session is closing for ever")
			}
		}
		return r.findings()
	}}
}
