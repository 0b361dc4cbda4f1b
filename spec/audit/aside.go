package audit

import (
	"iter"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// turn is a step that takes a region to a state, from another one or from the same.
type turn struct {
	*explore.Edge
	region int
	to     uint8
}

// turns are the steps as steps has them, each once for every region that it takes to a state in a way that is
// wrong.
func (m *Model) turns(where func(*explore.Config) bool, of func(*spec.Row) bool, wrong func(region int, from, to uint8) bool) iter.Seq2[*explore.Graph, turn] {
	return func(yield func(*explore.Graph, turn) bool) {
		for i := range m.Spec.Regions {
			for g, t := range m.turnsOf(i, where, of, func(from, to uint8) bool { return wrong(i, from, to) }) {
				if !yield(g, t) {
					return
				}
			}
		}
	}
}

// turnsOf are those of one region. The graph of a turn has the region in its nodes, so that its dialogue shows how
// the region came there: for a region aside it is explored when there is something to show.
func (m *Model) turnsOf(region int, where func(*explore.Config) bool, of func(*spec.Row) bool, wrong func(from, to uint8) bool) iter.Seq2[*explore.Graph, turn] {
	aside := slices.Contains(m.Machine.Aside(), region)
	return func(yield func(*explore.Graph, turn) bool) {
		for _, g := range m.Graphs {
			if aside {
				if !m.With(g).turnsAside(region, where, of, wrong) {
					continue
				}
				g = g.With(region)
			}
			for _, e := range m.With(g).steps(where, of) {
				from, to := g.Nodes[e.From].Config.States[region], g.Nodes[e.To].Config.States[region]
				if wrong(from, to) && !yield(g, turn{e, region, to}) {
					return
				}
			}
		}
	}
}

// turnsAside reports whether some step takes a region aside to a state in a way that is wrong.
func (m *Model) turnsAside(region int, where func(*explore.Config) bool, of func(*spec.Row) bool, wrong func(from, to uint8) bool) bool {
	for g, e := range m.steps(where, of) {
		for from, to := range g.Turns(e, region) {
			if wrong(from, to) {
				return true
			}
		}
	}
	return false
}

// leads is where a turn leads, for people: "type=image".
func (m *Model) leads(t turn) string {
	r := &m.Spec.Regions[t.region]
	return r.Name + "=" + r.States[t.to]
}

// keeping is the model with the regions of a condition in the nodes of its graphs, so that the condition can be asked
// of them.
func (m *Model) keeping(cond spec.Cond) *Model {
	var regions []int
	for _, t := range cond {
		if i := m.Machine.Region(t.Region); !t.Policy && slices.Contains(m.Machine.Aside(), i) {
			regions = append(regions, i)
		}
	}
	if len(regions) == 0 {
		return m
	}
	var graphs []*explore.Graph
	for _, g := range m.Graphs {
		graphs = append(graphs, g.With(regions...))
	}
	return m.With(graphs...)
}
