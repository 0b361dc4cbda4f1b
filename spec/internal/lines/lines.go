// Package lines says which command of a spec a line is, and which rows of the command may answer it:
//
//	l := lines.New(s)
//	l.Find("type a")                  // TYPE A, ""
//	l.Find("STAT /pub")               // STAT path, "/pub"
//	l.Forms(c, spec.KindSyntax)       // Bare | Bad
//
// It reads lines as the runtime does, with fsm/line.
package lines

import (
	"slices"

	"github.com/portolan-ftp/portolan/fsm/line"
	"github.com/portolan-ftp/portolan/spec"
)

// The forms in which a command's line comes. A row answers some of them.
const (
	Bare uint8 = 1 << iota // without an argument
	Arg                    // with an argument that can be read
	Bad                    // with an argument that cannot be read, or that should not be there
	All  = Bare | Arg | Bad
)

// Lines finds the commands of a spec.
type Lines struct {
	spec     *spec.Spec
	index    *line.Index
	possible map[*spec.Command]uint8
}

// New makes the index of a spec's commands.
func New(s *spec.Spec) *Lines {
	spellings := s.Spellings()
	l := &Lines{s, line.NewIndex(spellings), map[*spec.Command]uint8{}}
	for _, x := range spellings { // a line with an argument may be another command's: STAT x is "STAT path", TYPE A x is TYPE
		for text, forms := range map[string]uint8{x.Text: Bare, x.Text + " " + noSpelling: Arg | Bad} {
			if c, _ := l.Find(text); c == &s.Commands[x.Command] {
				l.possible[c] |= forms
			}
		}
	}
	return l
}

// noSpelling is a word that no command has.
const noSpelling = "?"

// Find is the command of a line and its argument; nil for a line that is no command.
func (l *Lines) Find(text string) (c *spec.Command, arg string) {
	i, rest, _ := l.index.Find([]byte(text))
	if i == line.None {
		return nil, ""
	}
	return &l.spec.Commands[i], string(rest)
}

// Foreign reports whether a line that is no command begins with a word of another protocol.
func (l *Lines) Foreign(text string) bool {
	_, _, word := l.index.Find([]byte(text))
	verb := string(line.AppendUpper(nil, word))
	return slices.ContainsFunc(l.spec.Events, func(e spec.Event) bool { return slices.Contains(e.Verbs, verb) })
}

// Form is how a command's line came. What cannot be told is more than one bit.
func (l *Lines) Form(c *spec.Command, arg string) uint8 {
	if arg == "" || len(c.Args) == 0 && line.Blank([]byte(arg)) {
		return Bare
	}
	return Arg | Bad // a name may be of blanks alone
}

// Forms are the forms of line that rows of a kind answer. Needs and permissions come before the argument.
func (l *Lines) Forms(c *spec.Command, kind spec.Kind) uint8 {
	return l.possible[c] & answered(c, kind)
}

func answered(c *spec.Command, kind spec.Kind) uint8 {
	required, none := len(c.Args) > 0 && !c.Args[0].Optional, len(c.Args) == 0
	switch {
	case kind == spec.KindSyntax && required:
		return Bare | Bad
	case kind == spec.KindSyntax && none:
		return Arg | Bad
	case kind == spec.KindSyntax:
		return Bad
	case kind == spec.KindReply && required:
		return Arg
	case kind == spec.KindReply && none:
		return Bare
	case kind == spec.KindReply:
		return Bare | Arg
	}
	return All
}
