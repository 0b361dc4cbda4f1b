package chart

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
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

// maxExpiryLabels is how many commands may take a one-shot region (one that lasts for a command) back to its first
// state before the label just says "the next command".
const maxExpiryLabels = 6

// machinesOf finds the moves that some reachable configuration makes, under some valuation of the policies: no
// arrow is drawn that nothing can take.
func machinesOf(m *check.Model) []machine {
	all := make([]machine, len(m.Spec.Regions))
	for r := range all {
		all[r].Region = &m.Spec.Regions[r]
		n := len(all[r].States)
		taken := movesOf(m, r)
		for from := range n {
			for to := range n {
				if rows := taken[from*n+to]; rows != nil {
					all[r].Arrows = append(all[r].Arrows, newArrow(m, &all[r], from, to, rows))
				}
			}
		}
	}
	return all
}

// movesOf marks the rows that take a region from one state to another: at from*states+to, nil for none.
func movesOf(m *check.Model, region int) [][]bool {
	name, n := m.Spec.Regions[region].Name, len(m.Spec.Regions[region].States)
	moving := make([]bool, len(m.Machine.Rows))
	for i := range m.Machine.Rows {
		row := &m.Machine.Rows[i]
		moving[i] = row.Then == spec.ThenAbort || // which moves what the end of the transfer moves
			slices.ContainsFunc(row.Moves, func(mv spec.Move) bool { return mv.Region == name })
	}
	taken := make([][]bool, n*n)
	for _, i := range m.Graph.By(moving) {
		e := &m.Graph.Edges[i]
		for from, to := range m.Graph.Turns(e, region) {
			if from == to {
				continue
			}
			at := int(from)*n + int(to)
			if taken[at] == nil {
				taken[at] = make([]bool, len(m.Machine.Rows))
			}
			taken[at][e.Row] = true
		}
	}
	return taken
}

func newArrow(m *check.Model, mc *machine, from, to int, rows []bool) arrow {
	a := arrow{From: from, To: to}
	for r, moves := range rows {
		if moves {
			a.Rows = append(a.Rows, r)
		}
	}
	for _, events := range []bool{false, true} { // commands first
		for _, r := range a.Rows {
			row := &m.Machine.Rows[r]
			if l := label(m, mc, row); (row.Kind == spec.KindEvent) == events && !slices.Contains(a.Labels, l) {
				a.Labels = append(a.Labels, l)
			}
		}
	}
	if mc.Expires() && to == 0 && len(a.Labels) > maxExpiryLabels {
		a.Labels = []string{"next command"}
	}
	return a
}

// label is what makes a row happen, in a word: its command, or an event. What every transfer does has no command.
func label(m *check.Model, mc *machine, row *spec.Row) string {
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
