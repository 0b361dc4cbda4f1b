package mutate

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// dropBudgets forgets to say what an unknown client may do.
func dropBudgets(s *spec.Spec) []change {
	var all []change
	for i := range s.Invariants {
		if s.Invariants[i].Budget != nil {
			all = append(all, change{"drop budget " + s.Invariants[i].Name, s.Invariants[i].Pos,
				func(s *spec.Spec) { s.Invariants = without(s.Invariants, i) }})
		}
	}
	return all
}

// weakenInvariants lets each invariant "never" leave out a state, the first command, or all but one of a family of
// capabilities.
func weakenInvariants(s *spec.Spec) []change {
	var all []change
	for i := range s.Invariants {
		v := &s.Invariants[i]
		if v.Never == nil {
			continue
		}
		add := func(what string, apply func(*spec.Never)) {
			all = append(all, change{
				key: "invariant " + v.Name + ": " + what, pos: v.Pos,
				apply: func(s *spec.Spec) { apply(s.Invariants[i].Never) },
			})
		}
		for t, term := range v.Never.When {
			for n, state := range term.States {
				if len(term.States) > 1 {
					add(fmt.Sprintf("not with %s=%s", term.Region, state), func(v *spec.Never) { v.When[t].States = without(v.When[t].States, n) })
				}
			}
		}
		for d, pattern := range v.Never.Does {
			if one := s.Capabilities[slices.IndexFunc(s.Capabilities, func(k spec.Capability) bool { return spec.MatchesPattern(pattern, k.Name) })].Name; one != pattern {
				add("of "+pattern+" only "+one, func(v *spec.Never) { v.Does[d] = one })
			}
		}
		c := slices.IndexFunc(s.Commands, func(c spec.Command) bool { return s.SpeaksOf(v.Never, &c) })
		if c >= 0 && !slices.Contains(v.Never.Commands, s.Commands[c].Name) {
			name := s.Commands[c].Name
			add("but "+name, func(v *spec.Never) { v.But = append(v.But, name) })
		}
	}
	return all
}
