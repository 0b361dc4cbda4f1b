package offers

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// forbidden is T31.
var forbidden = check.Check{
	ID: "T31", Severity: check.Broken,
	Title: "what policies make impossible is refused in their name",
	What: `
A command that the operator's policies make impossible is refused in their name. A command that has no effect
anywhere, with one policy at a time changed from its default, is somewhere refused by a need for a policy.
`,
	Why:     "Other refusals alone name a command to send first.",
	Without: "The client is sent in a circle, from one command that it should send first to the next.",
	Faulty: []check.Example{{Change: `
commands:
  RNTO: {needs: [logged-in, {name: pending, when: {rename: pending}, else: {code: 503, text: {en: "RNFR first.", la: "RNFR prius."}}}]}
`, Finds: `
RNTO: RNTO is never possible, and no refusal says that it is not to be
    with files=read-only
    S: 220 Ready.
`}},
	Clean: []check.Example{{Change: `
commands:
  RNTO: {needs: [logged-in, writable, any-setup, {name: pending, when: {rename: pending}, else: {code: 503, text: {en: "RNFR first.", la: "RNFR prius."}}}]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		told := commandsOf(m, given(m), func(row *spec.Row) bool { return asksPolicy(m, row) })
		for c, under := range impossible(m) {
			if untold := under.Without(told[c.Name]); untold != nil {
				r.NodeUnder(c.Name, c.Pos, m.Graph, 0, untold, nil, "%s is never possible, and no refusal says that it is not to be", c.Name)
			}
		}
	},
}

// given are the valuations under which some session is given each row.
func given(m *check.Model) []explore.Set {
	given := make([]explore.Set, len(m.Machine.Rows))
	for i := range m.Graph.Edges {
		e := &m.Graph.Edges[i]
		given[e.Row] = given[e.Row].Or(e.Under)
	}
	return given
}

// commandsOf are the valuations under which each command has a row of some kind that is given.
func commandsOf(m *check.Model, given []explore.Set, kind func(*spec.Row) bool) map[string]explore.Set {
	found := map[string]explore.Set{}
	for i, row := range m.Rows() {
		if given[i] != nil && kind(row) {
			found[row.Command] = found[row.Command].Or(given[i])
		}
	}
	return found
}

// answersCommand reports whether a row is a reply by which a command has had an effect.
func answersCommand(row *spec.Row) bool { return row.Kind == spec.KindReply }

// asksPolicy reports whether a row is the refusal of a need that asks for a policy.
func asksPolicy(m *check.Model, row *spec.Row) bool {
	if row.Kind != spec.KindNeed {
		return false
	}
	policy := func(t spec.CondTerm) bool { return t.Policy }
	return slices.ContainsFunc(m.Machine.Command(row.Command).Needs, func(n spec.Need) bool {
		return n.Name == row.Name && (slices.ContainsFunc(n.When, policy) || slices.ContainsFunc(n.Unless, policy))
	})
}
