package audit

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// quitAbor is T17: QUIT and ABOR are there and are never refused, whatever the session's state (S30): a client
// can always stop and always leave.
//
// Example:
//
//	commands:
//	  ABOR: {needs: [logged-in]}
//
// Finding:
//
//	ABOR: ABOR is refused here
//	    S: 220 Ready.
//	    C: ABOR
//	    S: 530 Log in.
func quitAbor() Check {
	return Check{ID: "T17", Title: "QUIT and ABOR are always possible", Run: func(m *Model) []Finding {
		r := m.reporter("T17")
		for _, name := range []string{"QUIT", "ABOR"} {
			c := m.Machine.Command(name)
			if c == nil {
				r.text(name, m.Spec.Transfer.Pos, "there is no %s", name)
				continue
			}
			for g, n := range m.nodes() {
				if config := &g.Nodes[n].Config; m.Machine.Closed(config) || m.Machine.Waits(c, config) {
					continue
				}
				if refusal, refused := m.refused(g, n, name); refused {
					r.node(name, c.Pos, g, n, []explore.Exchange{m.Machine.Exchange(refusal)}, "%s is refused here", name)
				}
			}
		}
		return r.findings()
	}}
}

// refused reports whether a command has no effect in a configuration, and a row by which it is turned away.
func (m *Model) refused(g *explore.Graph, node int, command string) (refusal int, refused bool) {
	for _, e := range g.From(node) {
		row := m.row(&e)
		if row.Command != command || completes(row) {
			continue
		}
		if effect(row) && !negative(row) {
			return 0, false
		}
		if !refused || row.Kind != spec.KindSyntax {
			refusal, refused = e.Row, true
		}
	}
	return refusal, refused
}
