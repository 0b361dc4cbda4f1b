package promela

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// groups are the regions aside in the groups that the model tracks: settings about which a command or an invariant asks
// together are in one, and each other region is alone.
func groups(m *explore.Machine) [][]int {
	var all [][]int
	for _, r := range m.Aside() {
		all = append(all, []int{r})
	}
	for i := range m.Commands {
		var guards []*meaning.Guard
		for c := range m.Commands[i].Choices {
			condition := &m.Commands[i].Choices[c].Condition
			guards = append(guards, &condition.When, condition.Unless)
		}
		all = joined(all, guards...)
	}
	for _, v := range m.Spec.Proved() {
		if v.Never != nil {
			g := m.Guard(v.Never.When)
			all = joined(all, &g)
		}
	}
	return all
}

// joined are groups of which those become one that some guards ask about. It stands where the first of them stood.
func joined(groups [][]int, guards ...*meaning.Guard) [][]int {
	var asked []int
	for _, g := range guards {
		if g != nil {
			for _, t := range g.Regions {
				asked = append(asked, t.Index)
			}
		}
	}
	var after [][]int
	at := -1
	for _, group := range groups {
		concerned := slices.ContainsFunc(group, func(r int) bool { return slices.Contains(asked, r) })
		switch {
		case concerned && at >= 0:
			after[at] = slices.Concat(after[at], group)
			continue
		case concerned:
			at = len(after)
		}
		after = append(after, group)
	}
	return after
}

// beginning is a way in which a session can begin: a valuation of the policies, as indices into their values, the
// number of the group that is tracked, 0 for none, and the states of all regions.
type beginning struct {
	valuation []uint8
	group     int
	states    []uint8
}

// beginnings are all ways, those without a group first. Groups are tracked under valuations that show every row: what a
// row does to them does not depend on policies.
func beginnings(m *explore.Machine) []beginning {
	none := make([]uint8, len(m.Spec.Regions))
	var all []beginning
	for _, v := range m.Valuations() {
		all = append(all, beginning{valuation: v, states: none})
	}
	cover := m.ExploreAll().Cover()
	for i, group := range groups(m) {
		for _, states := range decided(m, group) {
			for _, v := range cover {
				all = append(all, beginning{v, 1 + i, states})
			}
		}
	}
	return all
}

// decided are the states in which a group may begin: the first ones, and any of the regions that the connection
// decides.
func decided(m *explore.Machine, group []int) [][]uint8 {
	all := [][]uint8{make([]uint8, len(m.Spec.Regions))}
	for _, r := range group {
		if m.Spec.Regions[r].Begins == "" {
			continue
		}
		for _, begun := range slices.Clone(all) {
			for state := 1; state < len(m.Spec.Regions[r].States); state++ {
				begun = slices.Clone(begun)
				begun[r] = uint8(state)
				all = append(all, begun)
			}
		}
	}
	return all
}
