package diff

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// Regions that only handlers read are not in the nodes of the explored graphs (explore.Machine.Aside); there they would
// multiply the pairs by the thousand. But what a handler is given belongs to a step. So the walk leaves such a region
// out only where that changes nothing: where no handler is given it in both revisions, or where the steps tell, alike
// in both revisions, in which state it is. Then the handlers of both revisions are given the same state wherever the
// walk comes. Settings are left out for the same reason: where the steps tell the state of one, a need that asks about
// it holds in both revisions or in none, as long as both ask alike.
//
// A dialogue may tell less than the steps: SITE UMASK answers 200 and has set a mask, or shows it. Such a region is
// called fine: the walk takes steps that look alike for different ones when they move it differently. That finds the
// same as long as each such step is there in both revisions, and those that look alike lead to the same places. Where
// the walk sees that they do not, the region has to be in the nodes, and the walk begins again (blurred). Where that
// would take too many nodes, each step counts as what it moves, and the report says so (Report.BySteps).
//
// A region that a step moves here and not there may be in two states at a time, one in each revision. Where the steps
// of each revision tell its own, it is kept beside the pairs of places, as settings are about which the revisions ask
// otherwise. Only what they do not tell is in the nodes from the beginning.

// settle decides which regions are in the nodes of both sides, and which are kept beside the pairs. It returns those
// that are left out and fine.
func (c *comparison) settle(steps *alphabet) (fine []string) {
	settings := slices.Concat(c.old.settings(), c.now.settings())
	leaving := slices.Concat(c.old.leaving(), c.now.leaving())
	slices.Sort(leaving)
	var keep []string
	for _, name := range slices.Compact(leaving) {
		told, alike := c.told(name, steps)
		apart := !told && c.toldApart(name)
		switch {
		case apart, told && slices.Contains(settings, name):
			c.settings = append(c.settings, setting{name, apart})
		case !told:
			keep = append(keep, name)
		}
		if told && !alike {
			fine = append(fine, name)
		}
	}
	c.keep(keep)
	return fine
}

// alikeSettings reports whether both sides have the same settings, in the same states.
func (c *comparison) alikeSettings() bool {
	return slices.Equal(c.old.settings(), c.now.settings()) && !slices.ContainsFunc(c.settings, func(x setting) bool {
		return x.apart || !slices.Equal(c.old.states(x.name), c.now.states(x.name))
	})
}

// states are the states of a region.
func (s *side) states(name string) []string { return s.spec.Regions[region(s.spec, name)].States }

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
			if row.Then == spec.ThenAbort && to == "" && s.abortMoves(name) {
				return false, false // whose transfer it ends decides where the region goes
			}
		}
	}
	return told, alike
}

// toldApart reports whether the steps tell in which state a region is in each revision that has it, be it another one
// in the other revision.
func (c *comparison) toldApart(name string) bool {
	for _, s := range []*side{c.old, c.now} {
		r := region(s.spec, name)
		if r < 0 {
			continue
		}
		if !slices.Contains(s.machine.Aside(), r) {
			return false
		}
		looks := agreement[int32]{}
		for i := range s.machine.Rows {
			row := &s.machine.Rows[i]
			to := leads(row, name)
			if row.Then == spec.ThenAbort && to == "" && s.abortMoves(name) {
				return false
			}
			for _, l := range s.labels[i] {
				if !looks.with(l, to) {
					return false
				}
			}
		}
	}
	return true
}

// begins reports whether a region begins in the same state on both sides.
func (c *comparison) begins(name string) bool {
	a, b := region(c.old.spec, name), region(c.now.spec, name)
	if a < 0 || b < 0 {
		return false
	}
	was, is := &c.old.spec.Regions[a], &c.now.spec.Regions[b]
	return was.States[0] == is.States[0] && was.Begins == is.Begins && (was.Begins == "" || slices.Equal(was.States, is.States))
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

// abortMoves reports whether the end of some transfer, as the runtime declares it, moves a region.
func (s *side) abortMoves(region string) bool {
	return slices.ContainsFunc(s.machine.Rows, func(row spec.Row) bool {
		return row.Kind == spec.KindTransferEnd && leads(&row, region) != ""
	})
}
