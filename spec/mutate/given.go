package mutate

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// changeDefaults lets each policy have each other value where the operator says nothing.
func changeDefaults(s *spec.Spec) []change {
	var all []change
	for p := range s.Policies {
		for v, value := range s.Policies[p].Values {
			if v == 0 {
				continue
			}
			all = append(all, change{
				key: fmt.Sprintf("policy %s: %s by default", s.Policies[p].Name, value), pos: s.Policies[p].Pos,
				apply: func(s *spec.Spec) { s.Policies[p].Values = slices.Insert(without(s.Policies[p].Values, v), 0, value) },
			})
		}
	}
	return all
}

// optionalPaths lets the last argument, which is a path, be left out of each command that changes files: it is then
// about the working directory, or about all that is there.
func optionalPaths(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		cmd := &s.Commands[c]
		last := len(cmd.Args) - 1
		if cmd.By != spec.ByHandler || !slices.ContainsFunc(cmd.Touches(), s.Changes) || last < 0 || cmd.Args[last].Optional {
			continue
		}
		all = append(all, change{
			key: fmt.Sprintf("%s: %s may be left out", cmd.Name, cmd.Args[last].Name), pos: cmd.Pos,
			apply: func(s *spec.Spec) { s.Commands[c].Args[last].Optional = true },
		})
	}
	return all
}

// takeArguments gives NOOP an alias that takes an argument of each other command.
func takeArguments(s *spec.Spec) []change {
	noop := slices.IndexFunc(s.Commands, func(c spec.Command) bool { return c.Name == "NOOP" })
	if noop < 0 {
		return nil
	}
	var all []change
	for c := range s.Commands {
		cmd := &s.Commands[c]
		if cmd.By == spec.ByNobody || len(cmd.Args) == 0 || slices.Contains(cmd.Words, "any") {
			continue
		}
		alias := cmd.Spelling() + " X"
		all = append(all, change{
			key: fmt.Sprintf("%s: NOOP as %s", cmd.Name, alias), pos: cmd.Pos,
			apply: func(s *spec.Spec) { s.Commands[noop].Aliases = append(s.Commands[noop].Aliases, alias) },
		})
	}
	return all
}
