// Package stimulus makes what a client sends so that a server gives a row of the table: command lines with arguments
// that are good, or that bring about a class of failure, and the bytes of uploads in each form of transfer.
//
//	s := stimulus.New(m)
//	s.Lines(retr)            // RETR {dir}/file, RETR {dir}/full, RETR {new}, RETR, …
//	s.Ranked(retr, missing)  // RETR {new} first: its name is not there, and the row says on: [not-exist]
//
// Nothing here is about one command: the lines are made of a command's words and of the types of its arguments. Whether
// one of them is answered by a certain row is seen when it is sent. The words in braces are for the player to fill in.
package stimulus

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/lines"
)

// Line is a command line.
type Line struct {
	Text string
	Form uint8 // of package lines: with an argument, without, or with a bad one
	tags []string
}

// Bad reports whether the line's argument is meant to be one that cannot be read.
func (l *Line) Bad() bool { return slices.Contains(l.tags, tagBad) }

// Causes reports whether the line is meant to bring about a class of failure.
func (l *Line) Causes(class string) bool { return slices.Contains(l.tags, class) }

// Other reports whether the line's argument names a state that there is not.
func (l *Line) Other() bool { return slices.Contains(l.tags, tagOther) }

// Good reports whether the line is meant to be done.
func (l *Line) Good() bool { return slices.Contains(l.tags, tagGood) }

// Set makes lines for the commands of a spec.
type Set struct {
	machine *explore.Machine
	lines   *lines.Lines
	of      map[string][]Line
}

// New makes the lines of all commands.
func New(m *explore.Machine) *Set {
	s := &Set{m, lines.New(m.Spec), map[string][]Line{}}
	for i := range m.Spec.Commands {
		c := &m.Spec.Commands[i]
		s.of[c.Name] = s.make(c)
	}
	return s
}

// Find is the command of a line.
func (s *Set) Find(line string) *spec.Command {
	c, _ := s.lines.Find(line)
	return c
}

// Lines are all that there are for a command.
func (s *Set) Lines(c *spec.Command) []Line { return s.of[c.Name] }

// Form is the form of a line where it is certain, else 0: a server has limits of its own for what it takes for a name,
// for example.
func (s *Set) Form(c *spec.Command, text string) uint8 {
	if c == nil {
		return 0
	}
	for i := range s.of[c.Name] {
		if l := &s.of[c.Name][i]; l.Text == text && slices.ContainsFunc(certain, l.Causes) {
			return l.Form
		}
	}
	return 0
}

// Certain reports whether a line is good beyond doubt: a server that has the command cannot say that it is not there.
func (s *Set) Certain(c *spec.Command, text string) bool {
	return slices.ContainsFunc(s.of[c.Name], func(l Line) bool {
		return l.Text == text && !l.Bad() && slices.ContainsFunc(certain, l.Causes)
	})
}

// certain are the kinds of lines of which it is certain whether they can be read.
var certain = []string{tagGood, tagFile, tagDir, tagEmpty, tagNew, tagBad}

// make makes the lines of a command: with good arguments, each of them varied, without an argument, and with one
// where there should be none. What would be another command's line is left out.
func (s *Set) make(c *spec.Command) []Line {
	var all []Line
	add := func(argument string, form uint8, tags []string) {
		text := c.Spelling()
		if argument != "" {
			text += " " + argument
		}
		if found, _ := s.lines.Find(text); found == c && !slices.ContainsFunc(all, func(l Line) bool { return l.Text == text }) {
			all = append(all, Line{text, form, tags})
		}
	}
	if len(c.Args) == 0 {
		add("", lines.Bare, []string{tagGood})
		add("unexpected", lines.Bad, []string{tagBad})
		return all
	}
	if c.Args[0].Optional {
		add("", lines.Bare, []string{tagGood, tagDir})
	}
	for i := range c.Args {
		for n, choice := range s.choices(c, i) {
			if i > 0 && n == 0 {
				continue // it is the first line already
			}
			form := lines.Arg
			if slices.Contains(choice.tags, tagBad) {
				form = lines.Bad
			}
			add(s.join(c, i, choice.text), form, choice.tags)
		}
	}
	if !c.Args[0].Optional {
		add("", lines.Bare, []string{tagBad})
	}
	return all
}

// choices are the values of one argument.
func (s *Set) choices(c *spec.Command, i int) []value {
	all := values[c.Args[i].Type]
	if more := named[c.Args[i].Name]; more != nil {
		all = more
	}
	if slices.ContainsFunc(c.Does, s.machine.Spec.Changes) { // a server that takes a NUL might make a name that nobody can remove
		all = slices.DeleteFunc(slices.Clone(all), func(v value) bool { return strings.Contains(v.text, "\x00") })
	}
	if all == nil {
		all = []value{v("nonsense", tagGood)}
	}
	if len(c.Args) > 1 && i > 0 && slices.ContainsFunc(all, func(v value) bool { return v.text == paths[0].text }) {
		best := slices.IndexFunc(all, func(v value) bool { return slices.Contains(v.tags, s.prefers(c)) })
		if best > 0 {
			all = append([]value{all[best]}, slices.Delete(slices.Clone(all), best, best+1)...)
		}
	}
	return all
}

// join is the whole argument with one part chosen, the others good.
func (s *Set) join(c *spec.Command, chosen int, text string) string {
	parts := make([]string, len(c.Args))
	for i := range c.Args {
		parts[i] = s.choices(c, i)[0].text
	}
	parts[chosen] = text
	return strings.Join(parts, " ")
}

// prefers is the kind of name that a command is for.
func (s *Set) prefers(c *spec.Command) string {
	for _, does := range c.Does {
		if kinds := wanted[does]; kinds != nil {
			return kinds[0]
		}
	}
	return tagGood
}

// Ranked are the lines that a row may answer, those that it is most likely to answer first.
func (s *Set) Ranked(c *spec.Command, row *spec.Row) []Line {
	possible := s.lines.Forms(c, row.Kind)
	type ranked struct {
		Line
		rank int
	}
	var all []ranked
	for _, l := range s.of[c.Name] {
		if l.Form&possible != 0 {
			all = append(all, ranked{l, s.rank(c, row, &l)})
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return b.rank - a.rank })
	out := make([]Line, len(all))
	for i := range all {
		out[i] = all[i].Line
	}
	return out
}

// How likely a line brings about a row.
const (
	rankClass = 20 // it makes a failure of the class that ends there
	rankKind  = 10 // the name is of the kind that the command is for
	rankAny   = 5
)

func (s *Set) rank(c *spec.Command, row *spec.Row, l *Line) int {
	rank := 0
	for i, class := range row.On {
		if l.Causes(class) {
			rank = max(rank, rankClass-min(i, rankAny))
		}
	}
	if slices.Contains(row.Argument, "other") && l.Causes(tagOther) {
		rank += rankClass
	}
	switch {
	case row.Kind == spec.KindSyntax:
		if l.Bad() {
			rank += rankKind
		}
		return rank
	case l.Bad():
		return rank - rankClass
	case row.Code >= 400 && row.Kind == spec.KindReply:
		if len(l.tags) == 0 {
			rank += rankAny // a value that can be read and is not good for anything
		}
		return rank
	}
	if l.Good() {
		rank += rankAny
	}
	for _, does := range c.Does {
		for i, kind := range wanted[does] {
			if slices.Contains(l.tags, kind) {
				rank = max(rank, rankKind-i)
			}
		}
	}
	return rank
}
