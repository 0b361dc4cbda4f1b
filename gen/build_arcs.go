package gen

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// addArcs adds to each region the moves that the explorer finds reachable. The runtime's machines are made of them, so
// that they know what is proved, and not only what the rows say.
func (v *view) addArcs(s *spec.Spec, g *explore.Graph) {
	for r, targets := range g.Arcs() {
		region := &v.Regions[r]
		for from, set := range targets {
			arc := arcView{From: region.States[from].Const, To: "0"}
			if to := statesIn(&s.Regions[r], set); len(to) > 0 {
				arc.To = stateBits(goName(region.Name), to)
			}
			region.Arcs = append(region.Arcs, arc)
		}
	}
}

// statesIn are the names of a region's states in a set.
func statesIn(r *spec.Region, set uint64) []string {
	var names []string
	for i, name := range r.States {
		if set&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}
