package audit

import "github.com/portolan-ftp/portolan/spec"

// renamePairs is P17: RNTO follows RNFR immediately (RFC 959 4.1.3; D4). Only an accepted RNFR names the file, any
// other line of the client drops the name, and without it RNTO answers 503 (D5).
//
// Example:
//
//	regions:
//	  rename: {survives: [NOOP]}
//
// Finding:
//
//	NOOP syntax: NOOP comes between, and RNTO is still possible
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: RNFR <from>
//	    S: 350 RNTO?
//	    C: NOOP unexpected
//	    S: 501 Syntax: {syntax}
//	…
//
// Example:
//
//	commands:
//	  RNTO: {needs: [logged-in, writable]}
//
// Finding:
//
//	RNTO: RNTO has an effect without RNFR
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: RNTO <to>
//	    S: 250 Renamed.
func renamePairs() Check {
	return Check{ID: "P17", Title: "RNTO follows RNFR immediately, and SITE CPTO SITE CPFR", Run: func(m *Model) []Finding {
		r := m.reporter("P17")
		m.pair(r, "RNFR", "RNTO", m.nouns.rename)
		m.pair(r, "SITE CPFR", "SITE CPTO", m.nouns.copied)
		return r.findings()
	}}
}

// pair reports what comes between two commands of which the first names what the second is about.
func (m *Model) pair(r *reporter, first, second string, pending spot) {
	if !pending.exists() {
		return
	}
	for g, e := range m.edges() {
		row := m.row(e)
		from, to := &g.Nodes[e.From].Config, &g.Nodes[e.To].Config
		accepted := row.Command == first && row.Kind == spec.KindReply && class(row) == 3
		switch {
		case pending.at(to) && !pending.at(from) && !accepted:
			r.edge(g, e, "%s makes %s possible", actor(row), second)
		case pending.at(to) && pending.at(from) && line(row) && !accepted:
			r.edge(g, e, "%s comes between, and %s is still possible", actor(row), second)
		case row.Command == second && !pending.at(from) && effect(row):
			r.edgeAt(second, m.Machine.Command(second).Pos, g, e, "%s has an effect without %s", second, first)
		case row.Command == second && row.Kind == spec.KindNeed && m.asks(row, pending) && row.Code != 503:
			r.edge(g, e, "without %s %s answers %d, not 503", first, second, row.Code)
		}
	}
}

// asks reports whether a need's row is about the region of a place.
func (m *Model) asks(row *spec.Row, p spot) bool {
	for _, n := range m.Machine.Command(row.Command).Needs {
		for _, t := range n.When {
			if n.Name == row.Name && !t.Policy && t.Region == p.named(m.Spec) {
				return true
			}
		}
	}
	return false
}
