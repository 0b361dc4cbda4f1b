package mutate

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// dropCapabilities forgets each capability of each command.
func dropCapabilities(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		for i, k := range s.Commands[c].Does {
			all = append(all, change{
				key: fmt.Sprintf("%s: drop capability %s", s.Commands[c].Name, k), pos: s.Commands[c].Pos,
				apply: func(s *spec.Spec) { s.Commands[c].Does = without(s.Commands[c].Does, i) },
			})
		}
	}
	return all
}

// addCapabilities gives every command that an unknown client may use each capability.
func addCapabilities(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		if s.Commands[c].By == spec.ByNobody {
			continue
		}
		for _, k := range s.Capabilities {
			if slices.Contains(s.Commands[c].Does, k.Name) || k.Name == "accounts.login" || needsLogin(&s.Commands[c]) {
				continue
			}
			all = append(all, change{
				key: fmt.Sprintf("%s: add capability %s", s.Commands[c].Name, k.Name), pos: s.Commands[c].Pos,
				apply: func(s *spec.Spec) { s.Commands[c].Does = append(s.Commands[c].Does, k.Name) },
			})
		}
	}
	return all
}

// needsLogin reports whether some need of a command asks for the login.
func needsLogin(c *spec.Command) bool {
	return slices.ContainsFunc(c.Needs, func(n spec.Need) bool {
		return slices.ContainsFunc(n.When, func(t spec.CondTerm) bool { return t.Region == "login" && slices.Contains(t.States, "in") })
	})
}

// durings are the words for what happens to a command during a transfer.
var durings = [...]string{spec.DuringWait: "waits", spec.DuringNow: "is answered at once", spec.DuringAlone: "waits alone", spec.DuringLast: "waits and is the last"}

// changeDuring treats each command otherwise during a transfer.
func changeDuring(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		for d, word := range durings {
			if s.Commands[c].During == spec.During(d) || s.Commands[c].By == spec.ByNobody {
				continue
			}
			all = append(all, change{
				key: fmt.Sprintf("%s: %s during a transfer", s.Commands[c].Name, word), pos: s.Commands[c].Pos,
				apply: func(s *spec.Spec) { s.Commands[c].During = spec.During(d) },
			})
		}
	}
	return all
}

// dropFeatures leaves out each line of FEAT.
func dropFeatures(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		if s.Commands[c].Feat != "" {
			all = append(all, change{s.Commands[c].Name + ": drop feat", s.Commands[c].Pos, func(s *spec.Spec) { s.Commands[c].Feat = "" }})
		}
	}
	for i := range s.Features {
		all = append(all, change{"drop feature " + s.Features[i].Line, s.Features[i].Pos, func(s *spec.Spec) { s.Features = without(s.Features, i) }})
	}
	return all
}
