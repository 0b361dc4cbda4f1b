package promela

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// guards are the conditions under which each row can be given, as the meaning of the spec has them.
func (w *writer) guards() []string {
	all := make([]string, len(w.rows))
	for i := range w.meaning.Commands {
		w.addGuards(all, w.meaning.Commands[i].Choices)
	}
	for i := range w.meaning.Happenings {
		c := &w.meaning.Happenings[i]
		all[c.Row] = and(w.open(), w.condition(&c.Condition))
	}
	return all
}

// addGuards writes the guards of all rows that may answer one thing. The guard of a row includes what the rows before
// it leave.
func (w *writer) addGuards(all []string, choices []meaning.Choice) {
	left := []string{w.open()}
	for i := range choices {
		c := &choices[i]
		given, behind := w.choice(c)
		if c.Row != meaning.NoRow {
			all[c.Row] = and(append(left[:len(left):len(left)], given)...)
		}
		left = append(left, behind)
	}
}

// choice is when a choice is made, and when those behind it may be.
func (w *writer) choice(c *meaning.Choice) (given, behind string) {
	holds := w.condition(&c.Condition)
	switch c.Kind {
	case meaning.Refuses:
		return w.fails(&c.Condition), holds
	case meaning.First:
		return holds, w.fails(&c.Condition)
	}
	return holds, ""
}

// fails says where a condition may not hold: a setting that is not tracked may be in any state.
func (w *writer) fails(c *meaning.Condition) string {
	if !w.asksSettings(&c.When) && (c.Unless == nil || !w.asksSettings(c.Unless)) {
		return not(or1(w.condition(c)))
	}
	fails := w.guardFails(&c.When)
	if c.Unless != nil {
		fails = append(fails, "("+or1(w.guard(c.Unless))+")")
	}
	return either(fails)
}

// guardFails says of each part of a guard where it may not hold.
func (w *writer) guardFails(g *meaning.Guard) []string {
	rest := *g
	rest.Regions = nil
	var fails []string
	if !rest.Empty() {
		fails = append(fails, not(w.guard(&rest)))
	}
	for _, t := range g.Regions {
		r := &w.spec.Regions[t.Index]
		fails = append(fails, w.untracked(r.Name, not(oneOf(region(r.Name), r.Name, r.States, t.States))))
	}
	return fails
}

func (w *writer) asksSettings(g *meaning.Guard) bool {
	return slices.ContainsFunc(g.Regions, func(t meaning.Term) bool { return slices.Contains(w.settings, w.spec.Regions[t.Index].Name) })
}

// untracked adds to what is asked about a region that it may be so if the region is a setting that is not tracked.
func (w *writer) untracked(name, condition string) string {
	if !slices.Contains(w.settings, name) {
		return condition
	}
	return fmt.Sprintf("(aside != %d || %s)", w.group(name), condition)
}

// tracked is a condition that is told to hold only where the settings that it asks about are tracked.
func (w *writer) tracked(c spec.Cond) string {
	terms := []string{w.cond(c)}
	for _, t := range c {
		if term := fmt.Sprintf("aside == %d", w.group(t.Region)); !t.Policy && slices.Contains(w.settings, t.Region) && !slices.Contains(terms, term) {
			terms = append(terms, term)
		}
	}
	return and(terms...)
}

// group is the number of the group that a region aside is in, 0 for one that is always tracked.
func (w *writer) group(name string) int {
	return 1 + slices.IndexFunc(w.groups, func(group []int) bool {
		return slices.ContainsFunc(group, func(r int) bool { return w.spec.Regions[r].Name == name })
	})
}

// open says that the session goes on.
func (w *writer) open() string { return not(w.guard(&w.meaning.Closed)) }

func (w *writer) condition(c *meaning.Condition) string {
	if c.Unless == nil {
		return w.guard(&c.When)
	}
	if w.asksSettings(c.Unless) {
		return and(w.guard(&c.When), either(w.guardFails(c.Unless)))
	}
	return and(w.guard(&c.When), not(or1(w.guard(c.Unless))))
}

// guard is a guard; "" always holds, and "false" never does.
func (w *writer) guard(g *meaning.Guard) string {
	var terms []string
	for _, t := range g.Regions {
		r := &w.spec.Regions[t.Index]
		terms = append(terms, w.untracked(r.Name, oneOf(region(r.Name), r.Name, r.States, t.States)))
	}
	for _, t := range g.Policies {
		p := &w.spec.Policies[t.Index]
		terms = append(terms, oneOf(policy(p.Name), p.Name, p.Values, t.States))
	}
	if g.Idle {
		terms = append(terms, "running == 0")
	}
	if g.Busy {
		terms = append(terms, "running != 0")
	}
	if g.Running != nil {
		var runs []string
		for _, r := range g.Running {
			runs = append(runs, "running == "+opening(&w.rows[r]))
		}
		terms = append(terms, either(runs))
	}
	if g.Waiting != 0 {
		var some []string
		for set := g.Waiting; set != 0; set &= set - 1 {
			some = append(some, "waiting == "+waiting(meaning.Waiting(bits.TrailingZeros8(set))))
		}
		terms = append(terms, either(some))
	}
	return and(terms...)
}

// oneOf says that a variable has one of the values in a set.
func oneOf(variable, name string, values []string, set uint64) string {
	var any []string
	for i, v := range values {
		if set&(1<<i) != 0 {
			any = append(any, variable+" == "+value(name, v))
		}
	}
	return either(any)
}

func waiting(w meaning.Waiting) string { return "q__" + w.String() }

// is compares a region with one of its states.
func (w *writer) is(name, operator, state string) string {
	return fmt.Sprintf("%s %s %s", region(name), operator, value(name, state))
}

// and joins conditions that are not empty.
func and(conditions ...string) string {
	var some []string
	for _, c := range conditions {
		if c != "" {
			some = append(some, c)
		}
	}
	return strings.Join(some, " && ")
}

// either is one of several conditions: "false" without any.
func either(conditions []string) string {
	switch len(conditions) {
	case 0:
		return "false"
	case 1:
		return conditions[0]
	}
	return "(" + strings.Join(conditions, " || ") + ")"
}

// or1 is a condition that is written out: "true" for the one that always holds.
func or1(condition string) string {
	if condition == "" {
		return "true"
	}
	return condition
}

func not(condition string) string { return "!(" + condition + ")" }
