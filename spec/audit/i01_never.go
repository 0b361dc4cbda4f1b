package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// never is I01: what an invariant says never to happen never does: no command that does one of the capabilities,
// or is one of the commands, has an effect where the condition holds, and none of its transfers runs there. With
// neither capabilities nor commands, no session gets there.
//
// Example:
//
//	invariants:
//	  no-renaming: {never: {command: [RNFR, RNTO], when: {type: image}}}
//
// Finding:
//
//	no-renaming RNFR: RNFR has an effect (no-renaming)
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: TYPE I
//	    S: 200 Done.
//	    C: RNFR <from>
//	    S: 350 RNTO?
//	…
//
// Example:
//
//	invariants:
//	  no-passive: {never: {when: {data: passive, type: image}}, why: because}
//
// Finding:
//
//	no-passive: a session gets here (no-passive: because)
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: PASV
//	    S: 227 Passive ({endpoint:hostport}).
//	    C: TYPE I
//	    S: 200 Done.
func never() Check {
	return Check{ID: "I01", Title: "never: what must not happen does not", Run: func(m *Model) []Finding {
		return m.invariants("I01", func(r *reporter, v *spec.Invariant) {
			if v.Never == nil {
				return
			}
			g := m.Graph
			when := g.Where(v.Never.When)
			forbidden := m.rowSet(func(row *spec.Row) bool { return effect(row) && m.forbidden(v.Never, row.Command) })
			for n := range g.Nodes {
				c := &g.Nodes[n].Config
				here := g.Here(n, &when)
				if m.Machine.Closed(c) || here == nil {
					continue
				}
				if len(v.Never.Does) == 0 && len(v.Never.Commands) == 0 {
					r.nodeUnder(v.Name, v.Pos, g, n, here, nil, "a session gets here (%s)", because(v))
				}
				if c.Busy() {
					if running := m.Machine.Rows[c.Running-1].Command; m.forbidden(v.Never, running) {
						r.nodeUnder(v.Name+" "+running, v.Pos, g, n, here, nil, "the transfer of %s runs here (%s)", running, because(v))
					}
				}
				for _, e := range g.From(n) {
					if !forbidden[e.Row] {
						continue
					}
					if under := g.Given(&e, &when); under != nil {
						command := m.row(&e).Command
						r.edgeUnder(v.Name+" "+command, v.Pos, g, &e, under, "%s has an effect (%s)", command, because(v))
					}
				}
			}
		})
	}}
}

// forbidden reports whether an invariant is about a command: by its name or by what it does.
func (m *Model) forbidden(n *spec.Never, command string) bool {
	return slices.Contains(n.Commands, command) || slices.ContainsFunc(m.Machine.Command(command).Does, func(k string) bool {
		return slices.ContainsFunc(n.Does, func(pattern string) bool { return matches(pattern, k) })
	})
}
