package lifetimes

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// noTrap is T15.
var noTrap = check.Check{
	ID: "T15", Severity: check.Broken,
	Title: "there is no trap",
	What: `
From every configuration the client can end the session. While the session is open the client can come to a
place where no transfer runs. Time-outs, a lost connection and a 421 do not count as ways.
`,
	Why:     "A protocol must have no trap: a place from which no command leads on.",
	Without: "A client is caught in a state in which every command is refused, QUIT too.",
	Faulty: []check.Example{{Change: `
commands:
  QUIT: {needs: [any-setup]}
  REIN: {needs: [any-setup]}
`, Finds: `
session: nothing that the client can do ends the session
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPSV ALL
    S: 200 EPSV alone.
`}},
	Clean: []check.Example{{Change: `
commands:
  REIN: {needs: [any-setup]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
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
	},
}
