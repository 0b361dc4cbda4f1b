package chart

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit"
)

// machine is one region as it really moves.
type machine struct {
	*spec.Region
	Arrows []arrow
}

// arrow is a move from one state of a region to another, and the rows that make it.
type arrow struct {
	From, To int
	Rows     []int
	Labels   []string // what makes the move, for people, each once
}

// maxExpiryLabels is how many commands may take a one-shot region back to its first state before they are just
// called the next command.
const maxExpiryLabels = 6

// machinesOf finds the moves that some reachable configuration makes, under some valuation of the policies: no
// arrow is drawn that nothing can take.
func machinesOf(m *audit.Model) []machine {
	type key struct{ region, from, to int }
	taken := map[key]map[int]bool{}
	for _, g := range m.Graphs {
		for _, e := range g.Edges {
			for r := range m.Spec.Regions {
				for from, to := range g.Turns(&e, r) {
					k := key{r, int(from), int(to)}
					if taken[k] == nil {
						taken[k] = map[int]bool{}
					}
					taken[k][e.Row] = true
				}
			}
		}
	}
	all := make([]machine, len(m.Spec.Regions))
	for r := range all {
		all[r].Region = &m.Spec.Regions[r]
		n := len(all[r].States)
		for from := range n {
			for to := range n {
				if rows := taken[key{r, from, to}]; rows != nil && from != to {
					all[r].Arrows = append(all[r].Arrows, newArrow(m, &all[r], from, to, rows))
				}
			}
		}
	}
	return all
}

func newArrow(m *audit.Model, mc *machine, from, to int, rows map[int]bool) arrow {
	a := arrow{From: from, To: to}
	for r := range rows {
		a.Rows = append(a.Rows, r)
	}
	slices.Sort(a.Rows)
	for _, events := range []bool{false, true} { // commands first
		for _, r := range a.Rows {
			row := &m.Machine.Rows[r]
			if l := label(m, mc, row); (row.Kind == spec.KindEvent) == events && !slices.Contains(a.Labels, l) {
				a.Labels = append(a.Labels, l)
			}
		}
	}
	if mc.Expires && to == 0 && len(a.Labels) > maxExpiryLabels {
		a.Labels = []string{"next command"}
	}
	return a
}

// label is what makes a row happen, in a word: its command, or an event. What every transfer does has no command.
func label(m *audit.Model, mc *machine, row *spec.Row) string {
	moves := func(all []spec.Move) bool {
		return slices.ContainsFunc(all, func(mv spec.Move) bool { return mv.Region == mc.Name })
	}
	switch {
	case row.Kind == spec.KindEvent:
		return row.Name
	case row.Kind == spec.KindEnd || row.Kind == spec.KindTransferEnd:
		return "transfer ends"
	case len(row.Ends) > 0 && moves(m.Spec.Transfer.Begin):
		return "transfer opens"
	}
	return row.Command
}
