package promela

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// assertion names the invariant that is broken when the condition does not hold.
func assertion(v *spec.Invariant, condition string) string {
	return fmt.Sprintf("assert(%s || %s)", invariant(v.Name), condition)
}

// effect reports whether a row is one by which a command does something.
func effect(row *spec.Row) bool {
	return row.Kind == spec.KindReply || row.Kind == spec.KindWaiting
}

// before are the assertions about the configuration in which a row is given, and what after has to know of it.
func (w *writer) before(row *spec.Row) []string {
	var steps []string
	for i := range w.proved {
		v := &w.proved[i]
		switch {
		case v.Never != nil && effect(row) && w.spec.Speaks(v.Never, row):
			steps = append(steps, assertion(v, not(or1(w.tracked(v.Never.When)))))
		case v.Budget != nil && effect(row) && !slices.Contains(v.Budget.Commands, row.Command):
			steps = append(steps, assertion(v, not(or1(w.cond(v.Budget.When)))))
		}
	}
	return steps
}

// after are the assertions about the configuration that a row leads to.
func (w *writer) after(row *spec.Row) []string {
	var steps []string
	for i := range w.proved {
		v := &w.proved[i]
		if v.Resets != nil && row.Kind == spec.KindReply && row.Command == v.Resets.Command {
			for _, r := range w.spec.Regions {
				if slices.Contains(v.Resets.Regions, r.Name) {
					steps = append(steps, assertion(v, w.is(r.Name, "==", r.States[0])))
				}
			}
		}
	}
	return steps
}

// entered is what stands before and after a row's moves to assert that no state is entered by the wrong command.
func (w *writer) entered(row *spec.Row) (before, after []string) {
	for i := range w.proved {
		v := &w.proved[i]
		if v.OnlyAfter == nil || slices.Contains(v.OnlyAfter.Commands, row.Command) || !w.touches(row, v.OnlyAfter.State) {
			continue
		}
		state := w.cond(v.OnlyAfter.State)
		before = append(before, fmt.Sprintf("%s = (%s)", was(v), state))
		after = append(after, assertion(v, fmt.Sprintf("%s || %s", was(v), not(state))))
	}
	return before, after
}

// was is the variable that keeps whether an invariant's state held before a step.
func was(v *spec.Invariant) string { return "w_" + identifier(v.Name) }

// touches reports whether a row may move a region of a condition.
func (w *writer) touches(row *spec.Row, c spec.Cond) bool {
	return slices.ContainsFunc(c, func(t spec.CondTerm) bool {
		return row.Then == spec.ThenAbort || slices.ContainsFunc(row.Moves, func(m spec.Move) bool { return m.Region == t.Region })
	})
}

// stateAssertions are about every configuration of a session that goes on.
func (w *writer) stateAssertions() []string {
	closed := w.guard(&w.meaning.Closed)
	var all []string
	for i := range w.proved {
		v := &w.proved[i]
		switch {
		case v.Never != nil && v.Never.OfStates():
			all = append(all, assertion(v, closed+" || "+not(or1(w.tracked(v.Never.When)))))
		case v.Never != nil:
			var runs []string
			for j := range w.rows {
				if row := &w.rows[j]; len(row.Ends) > 0 && w.spec.Speaks(v.Never, row) {
					runs = append(runs, "running == "+opening(row))
				}
			}
			if len(runs) > 0 { // none of its transfers runs there
				all = append(all, assertion(v, closed+" || "+not(either(runs))+" || "+not(or1(w.tracked(v.Never.When)))))
			}
		case v.AlwaysPossible != "":
			all = append(all, assertion(v, closed+" || "+w.possible(v.AlwaysPossible)))
		}
	}
	return all
}

// possible says that a command waits, or has an effect that is no failure.
func (w *writer) possible(name string) string {
	var ways, left []string
	for i := range w.meaning.Commands {
		if w.meaning.Commands[i].Name != name {
			continue
		}
		for n := range w.meaning.Commands[i].Choices {
			c := &w.meaning.Commands[i].Choices[n]
			given, behind := w.choice(c)
			if waits := c.Row == meaning.NoRow; waits || effect(&w.rows[c.Row]) && w.rows[c.Row].Code/100 < 4 {
				ways = append(ways, "("+or1(and(append(left[:len(left):len(left)], given)...))+")")
			}
			left = append(left, behind)
		}
	}
	return either(ways)
}

// cond is a condition of the spec; "" always holds.
func (w *writer) cond(c spec.Cond) string {
	g := w.meaning.Guard(c)
	return w.guard(&g)
}
