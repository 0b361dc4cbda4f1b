package mutate

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// dropNeeds forgets each precondition of each command.
func dropNeeds(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		for n := range s.Commands[c].Needs {
			all = append(all, change{
				key: fmt.Sprintf("%s: drop need %s", s.Commands[c].Name, s.Commands[c].Needs[n].Name), pos: s.Commands[c].Pos,
				apply: func(s *spec.Spec) { s.Commands[c].Needs = without(s.Commands[c].Needs, n) },
			})
		}
	}
	return all
}

// addNeeds asks for a login where none is needed.
func addNeeds(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		for n := range s.Needs {
			need := &s.Needs[n]
			login := slices.ContainsFunc(need.When, func(t spec.CondTerm) bool { return t.Region == "login" })
			has := slices.ContainsFunc(s.Commands[c].Needs, func(o spec.Need) bool { return o.Name == need.Name })
			if !login || has || s.Commands[c].By == spec.ByNobody || needsLogin(&s.Commands[c]) {
				continue
			}
			all = append(all, change{
				key: fmt.Sprintf("%s: add need %s", s.Commands[c].Name, need.Name), pos: s.Commands[c].Pos,
				apply: func(s *spec.Spec) { s.Commands[c].Needs = append(s.Commands[c].Needs, s.Needs[n]) },
			})
		}
	}
	return all
}

// swapNeeds checks two preconditions that follow each other in the wrong order.
func swapNeeds(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		needs := s.Commands[c].Needs
		for n := 1; n < len(needs); n++ {
			all = append(all, change{
				key: fmt.Sprintf("%s: need %s before %s", s.Commands[c].Name, needs[n].Name, needs[n-1].Name), pos: s.Commands[c].Pos,
				apply: func(s *spec.Spec) {
					needs := s.Commands[c].Needs
					needs[n-1], needs[n] = needs[n], needs[n-1]
				},
			})
		}
	}
	return all
}

// site is a place where a need is written: shared by all commands that name it, or in one command.
type site struct {
	key  string
	need *spec.Need
	each func(s *spec.Spec, change func(*spec.Need)) // all copies of the need
}

// sites are the places where needs are written.
func sites(s *spec.Spec) []site {
	var all []site
	for n := range s.Needs {
		name := s.Needs[n].Name
		all = append(all, site{key: "need " + name, need: &s.Needs[n], each: func(s *spec.Spec, change func(*spec.Need)) {
			for c := range s.Commands {
				for i := range s.Commands[c].Needs {
					if s.Commands[c].Needs[i].Name == name {
						change(&s.Commands[c].Needs[i])
					}
				}
			}
		}})
	}
	for c := range s.Commands {
		for i := range s.Commands[c].Needs {
			need := &s.Commands[c].Needs[i]
			if slices.ContainsFunc(s.Needs, func(n spec.Need) bool { return n.Name == need.Name }) {
				continue
			}
			all = append(all, site{key: s.Commands[c].Name + ": need " + need.Name, need: need,
				each: func(s *spec.Spec, change func(*spec.Need)) { change(&s.Commands[c].Needs[i]) }})
		}
	}
	return all
}

// widenNeeds lets each precondition pass where it did not: in one more state, or with one exception less.
func widenNeeds(s *spec.Spec) []change {
	var all []change
	for _, site := range sites(s) {
		for t, term := range site.need.When {
			for _, state := range values(s, term) {
				if slices.Contains(term.States, state) {
					continue
				}
				all = append(all, change{
					key: fmt.Sprintf("%s: holds with %s=%s too", site.key, term.Region, state), pos: site.need.Pos,
					apply: func(s *spec.Spec) {
						site.each(s, func(n *spec.Need) { n.When[t].States = append(slices.Clone(n.When[t].States), state) })
					},
				})
			}
		}
		all = append(all, dropStates(site, "holds with %s=%s too", func(n *spec.Need) spec.Cond { return n.Unless })...)
	}
	return all
}

// narrowNeeds lets each precondition fail where it did not: a state is missing, or a condition of an exception.
func narrowNeeds(s *spec.Spec) []change {
	var all []change
	for _, site := range sites(s) {
		all = append(all, dropStates(site, "fails with %s=%s", func(n *spec.Need) spec.Cond { return n.When })...)
		if len(site.need.Unless) < 2 {
			continue
		}
		for t, term := range site.need.Unless {
			all = append(all, change{
				key: fmt.Sprintf("%s: fails whatever %s is", site.key, term.Region), pos: site.need.Pos,
				apply: func(s *spec.Spec) { site.each(s, func(n *spec.Need) { n.Unless = without(n.Unless, t) }) },
			})
		}
	}
	return all
}

// dropStates takes a state out of a condition that names several.
func dropStates(site site, what string, of func(*spec.Need) spec.Cond) []change {
	var all []change
	for t, term := range of(site.need) {
		for i, state := range term.States {
			if len(term.States) == 1 {
				continue
			}
			all = append(all, change{
				key: site.key + ": " + fmt.Sprintf(what, term.Region, state), pos: site.need.Pos,
				apply: func(s *spec.Spec) {
					site.each(s, func(n *spec.Need) { of(n)[t].States = without(of(n)[t].States, i) })
				},
			})
		}
	}
	return all
}

// values are the states of a condition's region, or the values of its policy.
func values(s *spec.Spec, term spec.CondTerm) []string {
	for _, p := range s.Policies {
		if term.Policy && p.Name == term.Region {
			return p.Values
		}
	}
	return states(s, term.Region)
}

// states are the states of a region.
func states(s *spec.Spec, region string) []string {
	for _, r := range s.Regions {
		if r.Name == region {
			return r.States
		}
	}
	return nil
}
