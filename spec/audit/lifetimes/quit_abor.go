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
				if refusal, under := m.refused(g, n, name); under != nil {
					r.refusal(name, Related{"command " + name, c.Pos}, g, n, under, refusal, "%s is refused here", name)
				}
			}
		}
		return r.findings()
	}}
}

// refused are the valuations under which a command has no effect in a configuration and is turned away, and a row that
// does so under the first of them.
func (m *Model) refused(g *explore.Graph, node int, command string) (refusal int, under explore.Set) {
	var effective explore.Set
	for _, e := range g.From(node) {
		row := m.row(&e)
		switch {
		case row.Command != command || completes(row):
		case effect(row) && !negative(row):
			effective = effective.Or(e.Under)
		default:
			under = under.Or(e.Under)
		}
	}
	if under = under.Without(effective); under == nil {
		return 0, nil
	}
	refusal = -1
	for _, e := range g.From(node) {
		row := m.row(&e)
		if row.Command == command && !completes(row) && e.Under.Has(under.First()) && (refusal < 0 || row.Kind != spec.KindSyntax) {
			refusal = e.Row
		}
	}
	return refusal, under
}
