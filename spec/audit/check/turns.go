package check

import (
	"iter"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Turn is a step that takes a region to a state, from another one or from the same.
type Turn struct {
	*explore.Edge
	Region int
	State  uint8
}

// Turns are the steps that Steps yields, each once for every region that it moves in a wrong way. The graph of a turn
// has the region in its nodes, so that its dialogue shows how the region came there. For a region aside the graph is
// explored only when there is something to show.
func (m *Model) Turns(where func(*explore.Config) bool, of func(*spec.Row) bool, wrong func(region int, from, to uint8) bool) iter.Seq2[*explore.Graph, Turn] {
	all := make([]int, len(m.Spec.Regions))
	for i := range all {
		all[i] = i
	}
	return m.TurnsOf(all, where, of, wrong)
}

// TurnsOf are the turns of some regions.
func (m *Model) TurnsOf(regions []int, where func(*explore.Config) bool, of func(*spec.Row) bool, wrong func(region int, from, to uint8) bool) iter.Seq2[*explore.Graph, Turn] {
	aside, accepted := m.Machine.Aside(), m.RowSet(of)
	return func(yield func(*explore.Graph, Turn) bool) {
		steps := stepsOf(m.Graph, accepted, where)
		for _, r := range regions {
			with, those := m.Graph, steps
			if slices.Contains(aside, r) {
				if !turnsAside(m.Graph, steps, r, wrong) {
					continue
				}
				with = m.Graph.With(r)
				those = stepsOf(with, accepted, where)
			}
			for _, i := range those {
				e := &with.Edges[i]
				from, to := with.Nodes[e.From].Config.States[r], with.Nodes[e.To].Config.States[r]
				if wrong(r, from, to) && !yield(with, Turn{e, r, to}) {
					return
				}
			}
		}
	}
}

// turnsAside reports whether some step moves a region aside in a wrong way. It finds once for each row from which
// states the row does so, and only then asks which states the region is in.
func turnsAside(g *explore.Graph, steps []int32, region int, wrong func(region int, from, to uint8) bool) bool {
	type effect struct{ row, interrupted int }
	known := map[effect]bool{}
	for _, i := range steps {
		e := &g.Edges[i]
		from := g.Nodes[e.From].Config
		x := effect{e.Row, g.Machine.Interrupted(e.Row, &from)}
		may, ok := known[x]
		if !ok {
			for s := range g.Machine.Spec.Regions[region].States {
				from.States[region] = uint8(s)
				to := g.Machine.Apply(e.Row, from)
				may = may || wrong(region, uint8(s), to.States[region])
			}
			known[x] = may
		}
		if !may {
			continue
		}
		for from, to := range g.Turns(e, region) {
			if wrong(region, from, to) {
				return true
			}
		}
	}
	return false
}

// Leads is where a turn leads, for people: "type=image".
func (m *Model) Leads(t Turn) string {
	r := &m.Spec.Regions[t.Region]
	return r.Name + "=" + r.States[t.State]
}

// Keeping is the model with the regions of a condition in the nodes of its graph, so that the condition can be asked
// of them.
func (m *Model) Keeping(cond spec.Cond) *Model {
	var regions []int
	for _, t := range cond {
		if i := m.Machine.Region(t.Region); !t.Policy && slices.Contains(m.Machine.Aside(), i) {
			regions = append(regions, i)
		}
	}
	if len(regions) == 0 {
		return m
	}
	return m.With(m.Graph.With(regions...))
}
