package learn

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// invariants notes which of our invariants a step of the server violates. The table, which has followed the server's
// answers, says where the session is. What the server remembers besides shows as a difference or as a split. Therefore
// the invariants about the rows that enter a state (only-after) and leave it (resets) are not asked here.
func (w *walker) invariants(s Step, before, after explore.Config, got string, word []int) {
	m := w.Table.table
	command := w.Table.lines.Find(s.Line)
	if command == nil || m.Closed(&before) {
		return
	}
	for i := range m.Spec.Invariants {
		v := &m.Spec.Invariants[i]
		violated := false
		switch {
		case v.AlwaysPossible == command.Name:
			violated = !done(got)
		case !done(got):
		case v.Never != nil && v.Never.OfStates():
			violated = m.Holds(v.Never.When, &after, w.Table.valuation) && !m.Holds(v.Never.When, &before, w.Table.valuation)
		case v.Never != nil:
			violated = w.speaks(v.Never, command, got) && m.Holds(v.Never.When, &before, w.Table.valuation)
		case v.Budget != nil:
			violated = m.Holds(v.Budget.When, &before, w.Table.valuation) && !slices.Contains(v.Budget.Commands, command.Name)
		}
		if violated && !slices.ContainsFunc(w.found.Violations, func(f Violation) bool { return f.Name == v.Name && last(f.Word) == last(word) }) {
			w.found.Violations = append(w.found.Violations, Violation{v.Name, v.Why, word})
		}
	}
}

// speaks reports whether an invariant is about some row of a command that says what the server has said.
func (w *walker) speaks(n *spec.Never, command *spec.Command, got string) bool {
	return slices.ContainsFunc(w.Table.table.Rows, func(r spec.Row) bool {
		return r.Command == command.Name && r.Kind == spec.KindReply && r.Code > 0 && strings.HasPrefix(got, code(r.Code)[:1]) && w.Table.table.Spec.Speaks(n, &r)
	})
}

func last(word []int) int { return word[len(word)-1] }
