package lifetimes

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// noTrap is T15: from every configuration the client can end the session, and while the session is open it can
// come to where no transfer runs. Time-outs, a lost connection and being thrown out (421) do not count as ways.
//
// Example:
//
//	commands:
//	  QUIT: {needs: [any-setup]}
//	  REIN: {needs: [any-setup]}
//
// Finding:
//
//	session: nothing that the client can do ends the session
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: EPSV ALL
//	    S: 200 EPSV alone.
func noTrap() check.Check {
	return check.Check{ID: "T15", Title: "there is no trap", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T15")
		byClient := m.RowSet(func(row *spec.Row) bool {
			return row.Code != 421 && (row.Kind != spec.KindEvent || row.Name == "data-opened")
		})
		over := m.Spec.Roles.Session()
		pos := m.Spec.Regions[m.Machine.Region(over)].Pos
		closed := m.Graph.Reaching(m.Machine.Closed, byClient)
		rest := m.Graph.Reaching(func(c *explore.Config) bool { return check.Idle(c) && !m.Machine.Closed(c) }, byClient)
		for g, n := range m.Nodes() {
			node := &g.Nodes[n]
			if trapped := node.Under.Without(closed[n]); trapped != nil {
				r.NodeUnder(over, pos, g, n, trapped, nil, "nothing that the client can do ends the session")
			}
			if busy := node.Under.And(closed[n]).Without(rest[n]); busy != nil && !m.Machine.Closed(&node.Config) {
				r.NodeUnder(over, pos, g, n, busy, nil, "nothing that the client can do ends the transfer")
			}
		}
		return r.Findings()
	}}
}
