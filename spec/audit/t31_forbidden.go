package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// forbidden is T31: what the operator's policies make impossible is refused in their name. A command that has no
// effect anywhere, with one policy at a time changed from its default, is somewhere refused by a need for a policy;
// other refusals alone would send the client in a circle, from one command that it should send first to the next.
//
// Example:
//
//	commands:
//	  RNTO: {needs: [logged-in, {name: pending, when: {rename: pending}, else: {code: 503, text: {en: "RNFR first.", la: "RNFR prius."}}}]}
//
// Finding:
//
//	RNTO: RNTO is never possible, and no refusal says that it is not to be
//	    with files=read-only
//	    S: 220 Ready.
func forbidden() Check {
	return Check{ID: "T31", Title: "what policies make impossible is refused in their name", Run: func(m *Model) []Finding {
		r := m.reporter("T31")
		for g, c := range m.impossible() {
			if told := m.commandsOf(m.given(g), m.asksPolicy); !told[c.Name] {
				r.node(c.Name, c.Pos, g, 0, nil, "%s is never possible, and no refusal says that it is not to be", c.Name)
			}
		}
		return r.findings()
	}}
}

// given marks the rows that some session is given in a graph.
func (m *Model) given(g *explore.Graph) []bool {
	given := make([]bool, len(m.Machine.Rows))
	for i := range g.Edges {
		given[g.Edges[i].Row] = true
	}
	return given
}

// commandsOf are the commands that have a marked row of some kind.
func (m *Model) commandsOf(marked []bool, kind func(*spec.Row) bool) map[string]bool {
	found := map[string]bool{}
	for i, row := range m.rows() {
		if marked[i] && kind(row) {
			found[row.Command] = true
		}
	}
	return found
}

// answersCommand reports whether a row is a reply by which a command has had an effect.
func (m *Model) answersCommand(row *spec.Row) bool { return row.Kind == spec.KindReply }

// asksPolicy reports whether a row is the refusal of a need that asks for a policy.
func (m *Model) asksPolicy(row *spec.Row) bool {
	if row.Kind != spec.KindNeed {
		return false
	}
	policy := func(t spec.CondTerm) bool { return t.Policy }
	return slices.ContainsFunc(m.Machine.Command(row.Command).Needs, func(n spec.Need) bool {
		return n.Name == row.Name && (slices.ContainsFunc(n.When, policy) || slices.ContainsFunc(n.Unless, policy))
	})
}
