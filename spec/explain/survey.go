package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// survey counts in how many configurations each row may be given.
type survey struct {
	nodes   int
	rows    map[int]int    // by row
	effects map[string]int // by command: in how many it has an effect
	waits   map[string]int // by command: in how many it is not answered now
}

func (x *Explainer) survey(g *explore.Graph, nodes []int) *survey {
	s := &survey{nodes: len(nodes), rows: map[int]int{}, effects: map[string]int{}, waits: map[string]int{}}
	for _, n := range nodes {
		effective, answered := map[string]bool{}, map[string]bool{}
		for _, e := range g.From(n) {
			s.rows[e.Row]++
			row := &x.machine.Rows[e.Row]
			if row.Kind == spec.KindReply || row.Kind == spec.KindWaiting {
				effective[row.Command] = true
			}
			if row.Kind != spec.KindEnd && row.Kind != spec.KindTransferEnd {
				answered[row.Command] = true
			}
		}
		for i := range x.spec.Commands {
			name := x.spec.Commands[i].Name
			if effective[name] {
				s.effects[name]++
			}
			if !answered[name] {
				s.waits[name]++
			}
		}
	}
	return s
}

// write lists commands by whether they have an effect everywhere, somewhere or nowhere, and what happens by itself.
func (s *survey) write(p *page, x *Explainer) {
	groups := []struct {
		title string
		in    func(name string) bool
		kinds []spec.Kind
	}{
		{"Possible", func(n string) bool { return s.effects[n] == s.nodes }, []spec.Kind{spec.KindReply, spec.KindWaiting}},
		{"Possible in some of these configurations", func(n string) bool { return s.effects[n] > 0 && s.effects[n] < s.nodes },
			[]spec.Kind{spec.KindReply, spec.KindWaiting, spec.KindNeed}},
		{"Refused", func(n string) bool { return s.effects[n] == 0 && s.waits[n] < s.nodes }, []spec.Kind{spec.KindNeed, spec.KindNotOffered}},
		{"Not answered now", func(n string) bool { return s.waits[n] == s.nodes }, nil},
	}
	for _, group := range groups {
		p.title(group.title)
		for i := range x.spec.Commands {
			c := &x.spec.Commands[i]
			if group.in(c.Name) {
				p.row(x.spec.Syntax(c), s.codes(x, func(row *spec.Row) bool {
					return row.Command == c.Name && slices.Contains(group.kinds, row.Kind)
				}))
			}
		}
	}
	p.title("What may happen by itself")
	for i := range x.machine.Rows {
		row := &x.machine.Rows[i]
		if s.rows[i] > 0 && (row.Kind == spec.KindEvent || row.Kind == spec.KindEnd || row.Kind == spec.KindTransferEnd) {
			name := strings.TrimSpace(row.Command + " " + row.Name)
			p.row(name, code(row), moves(row))
		}
	}
}

// codes are the answers of some rows, the same codes together: "250 ok; 550 missing, refused".
func (s *survey) codes(x *Explainer, in func(*spec.Row) bool) string {
	var order []string
	byCode := map[string][]string{}
	for i := range x.machine.Rows {
		row := &x.machine.Rows[i]
		if s.rows[i] == 0 || !in(row) {
			continue
		}
		c := code(row)
		if byCode[c] == nil {
			order = append(order, c)
		}
		byCode[c] = append(byCode[c], row.Name)
	}
	for i, c := range order {
		order[i] = c + " " + strings.Join(byCode[c], ", ")
	}
	return strings.Join(order, "; ")
}

// code is what a row answers.
func code(row *spec.Row) string {
	if row.Code == 0 {
		return "-"
	}
	return fmt.Sprint(row.Code)
}
