package mutate

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// changeLifetimes lets each region last for another lifetime, or for one less of several.
func changeLifetimes(s *spec.Spec) []change {
	var all []change
	for r := range s.Regions {
		region := &s.Regions[r]
		if region.Name == "session" || region.Begins != "" {
			continue // the decoder wants them to last for the session
		}
		for i, name := range region.Lasts {
			if len(region.Lasts) == 1 {
				continue
			}
			all = append(all, change{
				key: fmt.Sprintf("region %s: lasts beyond %s", region.Name, name), pos: region.Pos,
				apply: func(s *spec.Spec) { s.Regions[r].Lasts = without(s.Regions[r].Lasts, i) },
			})
		}
		for l := range s.Lifetimes {
			name := s.Lifetimes[l].Name
			if slices.Contains(region.Lasts, name) {
				continue
			}
			all = append(all, change{
				key: fmt.Sprintf("region %s: lasts for %s", region.Name, name), pos: region.Pos,
				apply: func(s *spec.Spec) { s.Regions[r].Lasts = []string{name} },
			})
		}
	}
	return all
}

// dropEnders forgets each thing that ends each lifetime.
func dropEnders(s *spec.Spec) []change {
	var all []change
	for l := range s.Lifetimes {
		lifetime := &s.Lifetimes[l]
		add := func(what string, apply func(*spec.Lifetime)) {
			all = append(all, change{
				key: fmt.Sprintf("lifetime %s: does not end with %s", lifetime.Name, what), pos: lifetime.Pos,
				apply: func(s *spec.Spec) { apply(&s.Lifetimes[l]) },
			})
		}
		for i, what := range lifetime.Ends {
			add(what, func(l *spec.Lifetime) { l.Ends = without(l.Ends, i) })
		}
		for i, what := range lifetime.Answers {
			add("every answer of "+what, func(l *spec.Lifetime) { l.Answers = without(l.Answers, i) })
		}
		if lifetime.Within != "" {
			add("the lifetime "+lifetime.Within, func(l *spec.Lifetime) { l.Within = "" })
		}
	}
	return all
}
