package spec

import "github.com/portolan-ftp/portolan/fsm/line"

// Spellings are all spellings of all commands, numbered by their places in Commands.
func (s *Spec) Spellings() []line.Spelling {
	var all []line.Spelling
	for i := range s.Commands {
		c := &s.Commands[i]
		takes := len(c.Args) > 0
		all = append(all, line.Spelling{Text: c.Spelling(), Command: i, WithArg: c.Variant() != "", Takes: takes})
		for _, alias := range c.Aliases {
			all = append(all, line.Spelling{Text: alias, Command: i, Takes: takes})
		}
	}
	return all
}
