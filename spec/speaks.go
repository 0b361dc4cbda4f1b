package spec

import "slices"

// Speaks reports whether an invariant is about a row: by what it does, begins, or belongs to.
func (s *Spec) Speaks(n *Never, row *Row) bool {
	return row.Command != "" && !slices.Contains(n.But, row.Command) &&
		(n.names(row.Command) || row.Then != "" && slices.Contains(n.Then, row.Then) || s.touches(n, row.Does))
}

// SpeaksOf reports whether an invariant is about some row of a command.
func (s *Spec) SpeaksOf(n *Never, c *Command) bool {
	if slices.Contains(n.But, c.Name) {
		return false
	}
	return n.names(c.Name) || s.touches(n, c.Touches()) ||
		slices.ContainsFunc(c.Replies, func(r Reply) bool { return r.Then != "" && slices.Contains(n.Then, r.Then) })
}

// OfStates reports whether an invariant names no kind of row: no session ever gets to where its condition holds.
func (n *Never) OfStates() bool {
	return !n.Changes && len(n.Does)+len(n.Then)+len(n.Commands) == 0
}

// Kinds are the words for what an invariant is about: "files.*", "whatever changes files", "then send", "PROT".
func (n *Never) Kinds() []string {
	kinds := slices.Clone(n.Does)
	if n.Changes {
		kinds = append(kinds, "whatever changes files")
	}
	for _, then := range n.Then {
		kinds = append(kinds, "then "+then)
	}
	kinds = append(kinds, n.Commands...)
	for i, name := range n.But {
		word := "and "
		if i == 0 {
			word = "but "
		}
		kinds[len(kinds)-1] += " " + word + name
	}
	return kinds
}

// names reports whether an invariant names the command, or its first words.
func (n *Never) names(command string) bool {
	return slices.ContainsFunc(n.Commands, func(name string) bool { return Covers(name, command) })
}

// touches reports whether one of some capabilities is of a kind that an invariant names.
func (s *Spec) touches(n *Never, does []string) bool {
	return slices.ContainsFunc(does, func(name string) bool {
		return n.Changes && s.Changes(name) || slices.ContainsFunc(n.Does, func(pattern string) bool { return MatchesPattern(pattern, name) })
	})
}

// Changes reports whether what does a capability changes files.
func (s *Spec) Changes(capability string) bool {
	k := s.Capability(capability)
	return k != nil && k.Changes
}

// Touches are all capabilities of a command: those that it has in every row, and those of single replies and ends.
func (c *Command) Touches() []string {
	all := slices.Clone(c.Does)
	for _, does := range c.RowDoes() {
		for _, name := range does {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}

// Secret reports whether a type's arguments are secrets: what no log and no reply shows.
func (s *Spec) Secret(typeName string) bool {
	return slices.ContainsFunc(s.Types, func(t Type) bool { return t.Name == typeName && t.Secret })
}

// RowDoes are the capabilities that each row of the command takes by itself; one entry at least, for those that take
// none.
func (c *Command) RowDoes() [][]string {
	all := [][]string{nil}
	for _, r := range c.Replies {
		all = append(all, r.Does)
		for _, e := range r.Ends {
			all = append(all, slices.Concat(r.Does, e.Does))
		}
	}
	return all
}
