package audit

import "github.com/portolan-ftp/portolan/spec"

// readOnly is P37: a server that is read-only changes nothing, whatever the invariants say of it: where a policy of the
// operator is "read-only", no answer is given of a command, or of an outcome, that changes files.
//
// Example:
//
//	commands:
//	  RNFR: {needs: [logged-in]}
//
// Finding:
//
//	RNFR: RNFR changes files on a read-only server
//	    with files=read-only
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: RNFR <from>
//	    S: 350 RNTO?
func readOnly() Check {
	return Check{ID: "P37", Title: "a read-only server changes nothing", Run: func(m *Model) []Finding {
		r := m.reporter("P37")
		changes := &spec.Never{Changes: true}
		where := m.Graph.Under(func(valuation []uint8) bool {
			for i, p := range m.Spec.Policies {
				if p.Values[valuation[i]] == "read-only" {
					return true
				}
			}
			return false
		})
		for g, e := range m.steps(nil, func(row *spec.Row) bool { return effect(row) && m.Spec.Speaks(changes, row) }) {
			if under := e.Under.And(where); under != nil {
				c := m.Machine.Command(m.row(e).Command)
				r.edgeUnder(c.Name, c.Pos, g, e, under, "%s changes files on a read-only server", c.Name)
			}
		}
		return r.findings()
	}}
}
