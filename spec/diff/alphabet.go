package diff

import (
	"fmt"

	"github.com/portolan-ftp/portolan/spec"
)

// The forms in which a command line comes. A row answers some of them.
const (
	formBare uint8 = 1 << iota // without an argument
	formArg                    // with an argument
	formBad                    // with an argument that cannot be read, or that should not be there
	formAll  = formBare | formArg | formBad
)

// forms are the forms of line that a row of a command answers. Needs and permissions come before the argument.
func forms(s *spec.Spec, c *spec.Command, kind spec.Kind) uint8 {
	possible := formAll
	switch {
	case c.Variant() != "":
		possible = formArg | formBad
	case hasVariant(s, c):
		possible = formBare
	}
	answered := formAll
	required := len(c.Args) > 0 && !c.Args[0].Optional
	switch kind {
	case spec.KindSyntax:
		switch {
		case required:
			answered = formBare | formBad
		case len(c.Args) == 0:
			answered = formArg | formBad
		default:
			answered = formBad
		}
	case spec.KindReply:
		switch {
		case required:
			answered = formArg
		case len(c.Args) == 0:
			answered = formBare
		default:
			answered = formBare | formArg
		}
	}
	return possible & answered
}

// hasVariant reports whether another command answers the line when an argument follows: "STAT path" for STAT.
func hasVariant(s *spec.Spec, c *spec.Command) bool {
	for i := range s.Commands {
		if o := &s.Commands[i]; o.Variant() != "" && o.Spelling() == c.Name {
			return true
		}
	}
	return false
}

// alphabet numbers the steps of both revisions. Steps that begin with the same line differ in the code alone.
type alphabet struct {
	lines  map[string]int32
	labels map[label]int32
	line   []int32 // by label
}

// label is a step, as both sides see it, but for what the handler is given.
type label struct {
	line int32
	code int
}

// lineOf is the line of a label, whatever the handler is given.
func (a *alphabet) lineOf(label int32) int32 { return a.line[label%int32(len(a.line))] }

// given is the label of a step whose handler is given one combination of states.
func (a *alphabet) given(label, combination int32) int32 {
	return label + combination*int32(len(a.line))
}

// newAlphabet numbers the rows' steps: for each side, for each row, its labels.
func newAlphabet(sides ...*side) *alphabet {
	a := &alphabet{lines: map[string]int32{}, labels: map[label]int32{}}
	same := formClasses(sides)
	for rank := range ranks {
		for _, s := range sides {
			if s.labels == nil {
				s.labels = make([][]int32, len(s.machine.Rows))
			}
			for i := range s.machine.Rows {
				if row := &s.machine.Rows[i]; rankOf(row) == rank {
					s.labels[i] = a.steps(s, row, same[row.Command])
				}
			}
		}
	}
	return a
}

// Labels are numbered by rank, because where several ways are equally short the walk takes the lowest number: a
// witness had better show commands that succeed.
const ranks = 3

func rankOf(row *spec.Row) int {
	switch {
	case !effect(row):
		return 2
	case row.Code/100 >= 4:
		return 1
	}
	return 0
}

// steps are the labels of a row; same tells which forms are compared.
func (a *alphabet) steps(s *side, row *spec.Row, same map[uint8]uint8) []int32 {
	switch row.Kind {
	case spec.KindEvent:
		return []int32{a.label("event "+row.Name, row.Code)}
	case spec.KindEnd, spec.KindTransferEnd:
		return []int32{a.label("end", row.Code)}
	}
	var labels []int32
	mask := s.forms(row)
	for f := formBare; f <= formBad; f <<= 1 {
		if mask&f != 0 && same[f] == f {
			labels = append(labels, a.label(fmt.Sprint(row.Command, " ", f), row.Code))
		}
	}
	return labels
}

func (a *alphabet) label(line string, code int) int32 {
	l, known := a.lines[line]
	if !known {
		l = int32(len(a.lines))
		a.lines[line] = l
	}
	n, known := a.labels[label{l, code}]
	if !known {
		n = int32(len(a.line))
		a.labels[label{l, code}] = n
		a.line = append(a.line, l)
	}
	return n
}

// formClasses gives for each command and form the first form that every row of both sides answers alike: lines
// that nothing tells apart are compared once.
func formClasses(sides []*side) map[string]map[uint8]uint8 {
	classes := map[string]map[uint8]uint8{}
	for _, s := range sides {
		for i := range s.machine.Rows {
			row := &s.machine.Rows[i]
			if s.machine.Command(row.Command) == nil {
				continue
			}
			if classes[row.Command] == nil {
				classes[row.Command] = map[uint8]uint8{formBare: formBare, formArg: formBare, formBad: formBare}
			}
			split(classes[row.Command], s.forms(row))
		}
	}
	return classes
}

// split parts the classes that a row answers in part.
func split(class map[uint8]uint8, mask uint8) {
	first := map[[2]uint8]uint8{} // by old class, and whether the row answers
	for f := formBare; f <= formBad; f <<= 1 {
		part := [2]uint8{class[f], 0}
		if mask&f != 0 {
			part[1] = 1
		}
		if _, known := first[part]; !known {
			first[part] = f
		}
		class[f] = first[part]
	}
}
