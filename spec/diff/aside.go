package diff

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// Regions that only handlers read are not in the explored graphs' nodes (explore.Machine.Aside), and would make pairs
// by the thousand. But what a handler is given belongs to a step. So such a region is left out of the walk only
// where that changes nothing: where no handler is given it in both revisions, or where the dialogue alone tells in
// which state it is, alike in both revisions. Then what handlers are given agrees in it wherever the walk
// comes, whether somebody looks or not. A region of which that cannot be told, because a step moves it here and not
// there, is walked through like those that guards read.

// settle decides which regions are in the nodes of both sides. Those that are not are no input of a command any more.
func (c *comparison) settle(steps *alphabet) {
	var keep []string
	for _, s := range []*side{c.old, c.now} {
		aside := s.machine.Aside()
		for _, inputs := range s.inputs {
			for _, in := range inputs {
				if !slices.Contains(aside, in.region) || !c.told(in.name, steps) {
					keep = append(keep, in.name)
				}
			}
		}
	}
	for _, s := range []*side{c.old, c.now} {
		var regions []int
		for _, name := range keep {
			regions = append(regions, region(s.spec, name))
		}
		s.machine = s.machine.Keep(regions...)
		aside := s.machine.Aside()
		for command, inputs := range s.inputs {
			s.inputs[command] = slices.DeleteFunc(inputs, func(in input) bool { return slices.Contains(aside, in.region) })
		}
	}
}

// told reports whether the dialogue alone tells in which state a region is, alike in both revisions: it begins in
// the same state, and steps that the walk may take for the same lead to the same state, or leave it where it is. For
// the same it takes those that look alike, the outcomes of a command with the same name, and all refusals of a line.
func (c *comparison) told(name string, steps *alphabet) bool {
	type outcome struct{ command, name string }
	looks, outcomes, refusals := agreement[int32]{}, agreement[outcome]{}, agreement[int32]{}
	agree := c.old.initial(name) == c.now.initial(name)
	for _, s := range []*side{c.old, c.now} {
		for i := range s.machine.Rows {
			row := &s.machine.Rows[i]
			to := leads(row, name)
			agree = agree && outcomes.with(outcome{row.Command, row.Name}, to)
			for _, l := range s.labels[i] {
				agree = agree && looks.with(l, to)
				if !effect(row) {
					agree = agree && refusals.with(steps.begins(l), to)
				}
			}
			if row.Then == thenAbort && to == "" && s.abortMoves(name) {
				return false // whose transfer it ends decides where the region goes
			}
		}
	}
	return agree
}

// agreement keeps where steps lead that are taken for the same.
type agreement[K comparable] map[K]string

// with adds a step, and reports whether it leads to where the others do.
func (a agreement[K]) with(key K, to string) bool {
	if known, ok := a[key]; ok {
		return known == to
	}
	a[key] = to
	return true
}

// leads is the state that a row takes a region to, "" when it leaves it where it is.
func leads(row *spec.Row, region string) string {
	for _, mv := range row.Moves {
		if mv.Region == region {
			return mv.State
		}
	}
	return ""
}

// thenAbort is what a row says that ends the running transfer.
const thenAbort = "abort"

// abortMoves reports whether the end of some transfer, as the runtime declares it, moves a region.
func (s *side) abortMoves(region string) bool {
	return slices.ContainsFunc(s.machine.Rows, func(row spec.Row) bool {
		return row.Kind == spec.KindTransferEnd && leads(&row, region) != ""
	})
}

// initial is the state that a region of a side begins in.
func (s *side) initial(name string) string { return s.spec.Regions[region(s.spec, name)].States[0] }
