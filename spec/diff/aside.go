package diff

import (
	"maps"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// Regions that only handlers read are not in the explored graphs' nodes (explore.Machine.Aside), and would make pairs
// by the thousand. But what a handler is given belongs to a step. So such a region is left out of the walk only
// where that changes nothing: where no handler is given it in both revisions, or where the steps tell in
// which state it is, alike in both revisions. Then what handlers are given agrees in it wherever the walk
// comes, whether somebody looks or not. Settings are left out for the same reason: where the steps tell in which state
// one is, a need that asks about it agrees where both revisions ask alike.
//
// A dialogue may tell less than the steps: SITE UMASK answers 200 and has set a mask, or shows it. Such a region is fine: the walk
// takes steps that look alike for different ones when they move it differently. That finds the same as long as each
// such step is there in both revisions, and those that look alike lead to the same places. Where the walk sees that
// they do not, or that the revisions ask otherwise about a setting, the region has to be in the nodes, and the walk
// begins again (blurred). A region that a step moves here and not there is in the nodes from the beginning.

// settle decides which regions are in the nodes of both sides. It returns those that are left out and fine.
func (c *comparison) settle(steps *alphabet) (fine []string) {
	keep := map[string]bool{}
	for _, s := range []*side{c.old, c.now} {
		for _, name := range s.leaving() {
			told, alike := c.told(name, steps)
			keep[name] = keep[name] || !told
			if told && !alike && !slices.Contains(fine, name) {
				fine = append(fine, name)
			}
		}
	}
	c.keep(slices.DeleteFunc(slices.Sorted(maps.Keys(keep)), func(name string) bool { return !keep[name] }))
	if was, is := c.old.settings(), c.now.settings(); !slices.Equal(was, is) { // what they ask cannot be compared
		c.keep(slices.Concat(was, is))
	}
	return fine
}

// leaving are the regions that may be left out of a side's nodes, or that are in them and belong to the steps.
func (s *side) leaving() []string {
	names := s.settings()
	for _, inputs := range s.shared {
		for _, in := range inputs {
			names = append(names, in.name)
		}
	}
	return names
}

// settings are the names of a side's settings aside.
func (s *side) settings() []string {
	var names []string
	for _, r := range s.machine.Settings() {
		names = append(names, s.spec.Regions[r].Name)
	}
	return names
}

// keep takes regions into the nodes of both sides. Those that are not are no input of a command any more.
func (c *comparison) keep(names []string) {
	for _, s := range []*side{c.old, c.now} {
		var regions []int
		for _, name := range names {
			if r := region(s.spec, name); r >= 0 {
				regions = append(regions, r)
			}
		}
		s.machine = s.machine.Keep(regions...)
		aside := s.machine.Aside()
		for command, inputs := range s.shared {
			s.inputs[command] = slices.DeleteFunc(slices.Clone(inputs), func(in input) bool { return slices.Contains(aside, in.region) })
		}
	}
}

// told reports whether the steps tell in which state a region is, alike in both revisions: it begins in the same state,
// and a row, and every refusal of a line, leads to the same state, or leaves it where it is. Steps that look alike may
// lead to different states: then the region is told, and the dialogue alone does not tell it (alike).
func (c *comparison) told(name string, steps *alphabet) (told, alike bool) {
	type outcome struct{ command, name string }
	looks, outcomes, refusals := agreement[int32]{}, agreement[outcome]{}, agreement[int32]{}
	told, alike = c.begins(name), true
	for _, s := range []*side{c.old, c.now} {
		told = told && slices.Contains(s.machine.Aside(), region(s.spec, name))
		for i := range s.machine.Rows {
			row := &s.machine.Rows[i]
			to := leads(row, name)
			told = told && outcomes.with(outcome{row.Command, row.Name}, to)
			for _, l := range s.labels[i] {
				alike = looks.with(l, to) && alike
				if !effect(row) {
					told = told && refusals.with(steps.begins(l), to)
				}
			}
			if row.Then == thenAbort && to == "" && s.abortMoves(name) {
				return false, false // whose transfer it ends decides where the region goes
			}
		}
	}
	return told, alike
}

// begins reports whether a region begins in the same state on both sides.
func (c *comparison) begins(name string) bool {
	a, b := region(c.old.spec, name), region(c.now.spec, name)
	if a < 0 || b < 0 {
		return false
	}
	was, is := &c.old.spec.Regions[a], &c.now.spec.Regions[b]
	return was.States[0] == is.States[0] && was.Begins == is.Begins && (was.Begins == "" || slices.Equal(was.States, is.States)) &&
		(!was.Setting || slices.Equal(was.States, is.States))
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
