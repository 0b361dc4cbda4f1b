package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/internal/lines"
)

// alphabet numbers the steps of both revisions. Steps that begin with the same line differ in the code alone.
type alphabet struct {
	lines  map[string]int32
	labels map[label]int32
	lineOf []int32            // by label
	looks  []int32            // by label, the first label that looks the same to both sides
	fine   []string           // regions by whose moves steps that look the same are told apart
	differ map[int32][]string // by the first label that looks the same, the regions that make several of it
	bare   map[int32]bool     // lines without the argument that there may be, which are told apart from those with it
}

// label is a step, as both sides see it, but for what the handler is given; and where it takes the fine regions.
type label struct {
	line  int32
	code  int
	moves string
}

// begins is the line of a label, whatever the handler is given.
func (a *alphabet) begins(label int32) int32 { return a.lineOf[label%int32(len(a.lineOf))] }

// given is the label of a step whose handler is given one combination of states.
func (a *alphabet) given(label, combination int32) int32 {
	return label + combination*int32(len(a.lineOf))
}

// look is the first label that looks the same to both sides, whatever the handler is given.
func (a *alphabet) look(label int32) int32 { return a.looks[label%int32(len(a.lineOf))] }

// same reports whether two labels look the same to both sides.
func (a *alphabet) same(x, y int32) bool {
	n := int32(len(a.lineOf))
	return x/n == y/n && a.look(x) == a.look(y)
}

// newAlphabet numbers the rows' steps: for each side, for each row, its labels.
func newAlphabet(fine []string, sides ...*side) *alphabet {
	a := &alphabet{lines: map[string]int32{}, labels: map[label]int32{}, fine: fine, differ: map[int32][]string{}, bare: map[int32]bool{}}
	same := formClasses(sides)
	for _, s := range sides {
		s.labels = make([][]int32, len(s.machine.Rows))
	}
	for rank := range ranks {
		for _, s := range sides {
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
		return []int32{a.label("event "+row.Name, row)}
	case spec.KindEnd, spec.KindTransferEnd:
		return []int32{a.label("end", row)}
	}
	var labels []int32
	mask := s.forms(row)
	for f := lines.Bare; f <= lines.Bad; f <<= 1 {
		if mask&f != 0 && same[f] == f {
			label := a.label(fmt.Sprint(row.Command, " ", f), row)
			labels = append(labels, label)
			a.bare[a.begins(label)] = f == lines.Bare && same[lines.Arg] != lines.Bare
		}
	}
	return labels
}

func (a *alphabet) label(begin string, row *spec.Row) int32 {
	l, known := a.lines[begin]
	if !known {
		l = int32(len(a.lines))
		a.lines[begin] = l
	}
	step := label{l, row.Code, a.moves(row)}
	n, known := a.labels[step]
	if !known {
		n = int32(len(a.lineOf))
		a.labels[step] = n
		a.lineOf, a.looks = append(a.lineOf, l), append(a.looks, n)
		a.compare(n, step)
	}
	return n
}

// compare notes which label looks the same as a new one.
func (a *alphabet) compare(n int32, step label) {
	for other, m := range a.labels {
		if m != n && other.line == step.line && other.code == step.code {
			a.looks[n] = a.looks[m]
			for _, name := range a.fine {
				if key := name + "="; strings.Contains(step.moves+other.moves, key) && !slices.Contains(a.differ[a.looks[n]], name) {
					a.differ[a.looks[n]] = append(a.differ[a.looks[n]], name)
				}
			}
		}
	}
}

// moves is where a row takes the fine regions.
func (a *alphabet) moves(row *spec.Row) string {
	var all strings.Builder
	for _, name := range a.fine {
		if to := leads(row, name); to != "" {
			all.WriteString(" " + name + "=" + to)
		}
	}
	return all.String()
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
				classes[row.Command] = map[uint8]uint8{lines.Bare: lines.Bare, lines.Arg: lines.Bare, lines.Bad: lines.Bare}
			}
			split(classes[row.Command], s.forms(row))
		}
	}
	return classes
}

// split parts the classes that a row answers in part.
func split(class map[uint8]uint8, mask uint8) {
	first := map[[2]uint8]uint8{} // by old class, and whether the row answers
	for f := lines.Bare; f <= lines.Bad; f <<= 1 {
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
