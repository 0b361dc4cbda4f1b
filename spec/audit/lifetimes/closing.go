package lifetimes

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

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
func closing() check.Check {
	return check.Check{ID: "T14", Title: "a session that is closing closes", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T14")
		last := func(row *spec.Row) bool {
			c := m.Machine.Command(row.Command)
			return c != nil && c.During == spec.DuringLast && row.Kind != spec.KindWaiting
		}
		for g, e := range m.Steps(m.Machine.Closing, last) {
			if m.Machine.Closing(&g.Nodes[e.To].Config) {
				r.Edge(g, e, "the last command has been answered, and the session is closing for ever")
			}
		}
		return r.Findings()
	}}
}
