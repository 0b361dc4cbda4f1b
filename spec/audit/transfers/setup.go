package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// setupOrNothing is P14: a command that sets up a data connection leaves an endpoint when it says yes, and none
// when it does not: not the one before either (S23, S24). It can refuse an address that the client gives, and
// it does not connect yet: that belongs to the transfer (D19).
//
// Example:
//
//	lifetimes:
//	  endpoint: {answers: [PASV, EPSV]}
//
// Finding:
//
//	EPRT any-setup: EPRT is refused, and data=passive stays
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: EPSV ALL
//	    S: 200 EPSV alone.
//	    C: EPSV
//	    S: 229 Passive (|||{port:int64}|)
//	    C: EPRT <address>
//	    S: 501 EPSV was promised.
//	…
//
// Example:
//
//	commands:
//	  EPRT: {replies: {foreign: null}}
//
// Finding:
//
//	EPRT: EPRT cannot refuse an address
func setupOrNothing() Check {
	return Check{ID: "P14", Title: "a data connection is set up, or there is no endpoint", Run: func(m *Model) []Finding {
		r := m.reporter("P14")
		data := m.nouns.data
		sets := map[string]bool{}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			sets[c.Name] = slices.ContainsFunc(c.Touches(), ofData) && !m.sends(c)
		}
		for g, e := range m.steps(nil, func(row *spec.Row) bool { return sets[row.Command] }) {
			row, to := m.row(e), &g.Nodes[e.To].Config
			switch {
			case row.Kind == spec.KindReply && positive(row) && !data.left(to):
				r.edge(g, e, "%s says yes, and there is no endpoint", row.Command)
			case negative(row) && data.left(to):
				r.edge(g, e, "%s is refused, and data=%s stays", row.Command, m.Machine.State(to, data.named(m.Spec)))
			}
		}
		m.addressesRefused(r)
		return r.findings()
	}}
}

// addressesRefused checks the commands that make the server connect to an address that the client gave.
func (m *Model) addressesRefused(r *reporter) {
	for i := range m.Spec.Commands {
		c := &m.Spec.Commands[i]
		if !slices.Contains(c.Touches(), "data.connect") || m.sends(c) {
			continue
		}
		refuses := false
		for _, row := range m.rows() {
			if row.Command != c.Name || row.Kind != spec.KindReply {
				continue
			}
			refuses = refuses || class(row) == 5
			if row.Code == 425 || row.Code == 426 || class(row) == 1 {
				r.row(row, "%d speaks of a connection, and %s makes none", row.Code, c.Name)
			}
		}
		if !refuses {
			r.text(c.Name, c.Pos, "%s cannot refuse an address", c.Name)
		}
	}
}

// sends reports whether a command begins transfers.
func (m *Model) sends(c *spec.Command) bool {
	return slices.ContainsFunc(c.Replies, func(r spec.Reply) bool { return r.Then == "send" || r.Then == "receive" })
}
