package learn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// rules are those of our invariants that can be said of the learned states.
func (l *Learned) rules(c *Comparison) string {
	text := ""
	for i := range l.Table.table.Spec.Invariants {
		v := &l.Table.table.Spec.Invariants[i]
		if v.AlwaysPossible != "" && slices.ContainsFunc(l.groups(), func(w *group) bool { return w.name == v.AlwaysPossible }) {
			text += fmt.Sprintf("  %s: {always-possible: %s%s}\n", v.Name, v.AlwaysPossible, because(v))
			continue
		}
		var states, about []string
		for _, s := range c.where[v.Name] {
			states = append(states, c.Names[s])
		}
		for _, w := range l.groups() {
			command := l.Table.table.Command(w.name)
			switch {
			case command == nil:
			case v.Never != nil && l.Table.table.Spec.SpeaksOf(v.Never, command):
				about = append(about, w.name)
			case v.Budget != nil && slices.Contains(v.Budget.Commands, command.Name) && l.does(w, c.where[v.Name]):
				about = append(about, w.name)
			}
		}
		if len(states) == 0 || len(about) == 0 {
			continue
		}
		form := "never: {command: [%s], when: {at: [%s]}}"
		if v.Budget != nil {
			form = "budget: {commands: [%s], when: {at: [%s]}}"
		}
		text += fmt.Sprintf("  %s: {"+form+"%s}\n", v.Name, strings.Join(about, ", "), strings.Join(states, ", "), because(v))
	}
	return text
}

// does reports whether a command has an effect in some of the states.
func (l *Learned) does(g *group, states []int) bool {
	for _, s := range states {
		if slices.ContainsFunc(g.steps, func(i int) bool { return done(l.Out[s][i]) }) {
			return true
		}
	}
	return false
}

// because is the reason of an invariant, as the key of the language.
func because(v *spec.Invariant) string {
	if v.Why == "" {
		return ""
	}
	return fmt.Sprintf(", why: %q", v.Why)
}

// holding are the invariants whose condition holds in a place.
func (w *walker) holding(p place) {
	m := w.Table.table
	for i := range m.Spec.Invariants {
		v := &m.Spec.Invariants[i]
		var when spec.Cond
		switch {
		case v.Never != nil && !v.Never.OfStates():
			when = v.Never.When
		case v.Budget != nil:
			when = v.Budget.When
		default:
			continue
		}
		if key := (stated{v.Name, p.state}); m.Holds(when, &p.config, w.Table.valuation) {
			w.holds[key] = true
		} else {
			w.fails[key] = true
		}
	}
}

// stated is an invariant in a learned state.
type stated struct {
	invariant string
	state     int
}
