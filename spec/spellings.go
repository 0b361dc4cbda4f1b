package spec

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/line"
)

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

// Taking is a spelling of several words that takes what may be an argument of a shorter command: EPSV ALL takes ALL.
type Taking struct {
	Spelling    string
	By, Command *Command // who has the spelling, and whose argument it takes
	Arg         string
}

// Takings are all Takings of a spec, in its order.
func (s *Spec) Takings() []Taking {
	var found []Taking
	all := s.Spellings()
	for i, x := range all {
		if !strings.Contains(x.Text, " ") || x.WithArg {
			continue
		}
		// The command that would get the line without this spelling.
		others := line.NewIndex(slices.Concat(all[:i], all[i+1:]))
		owner, arg, _ := others.Find([]byte(x.Text))
		if owner != line.None && len(s.Commands[owner].Args) > 0 && len(arg) > 0 {
			found = append(found, Taking{x.Text, &s.Commands[x.Command], &s.Commands[owner], string(arg)})
		}
	}
	return found
}

// Declared reports whether the command says that the spelling takes what might be its argument.
func (t *Taking) Declared() bool {
	return slices.Contains(t.Command.Words, t.Arg) || slices.Contains(t.Command.Words, WordAny)
}
