package explore

import (
	"github.com/portolan-ftp/portolan/fsm/event"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// Arcs are the moves of each region that some dialogue makes, under some valuation: by region and state, the set of the
// states that a row takes the region to from there. A row that leaves the region where it is makes no arc.
//
// Each arc is the move of a single row. ABOR, for example, first ends the transfer by a row of the transfer, and then
// moves what its own row says. The transfer may have reached any of its ends by then.
func (g *Graph) Arcs() [][]uint64 {
	arcs := make(arcs, len(g.Machine.Spec.Regions))
	for r, region := range g.Machine.Spec.Regions {
		arcs[r] = make([]uint64, len(region.States))
	}
	for n := range g.Nodes {
		edges := g.From(n)
		for i := range edges {
			g.addArcs(arcs, &edges[i], edges)
		}
	}
	g.addFirst(arcs)
	return arcs
}

type arcs [][]uint64

// addArcs adds what an edge does; edges are those that begin in the same node.
func (g *Graph) addArcs(all arcs, e *Edge, edges []Edge) {
	m := g.Machine
	moves := m.Effects[e.Row].Moves
	if m.Interrupted(e.Row, &g.Nodes[e.From].Config) == meaning.NoRow {
		for _, mv := range moves {
			all.add(mv, g.before(e, mv.Region))
		}
		return
	}
	for i := range edges {
		end := &edges[i]
		if !m.Effects[end.Row].Ends || !end.Under.Meets(e.Under) {
			continue
		}
		for _, mv := range moves {
			all.add(mv, moved(m.Effects[end.Row].Moves, mv.Region, g.before(e, mv.Region)))
		}
	}
}

// before is what a region may be in when an edge's row is given.
func (g *Graph) before(e *Edge, region int) uint64 {
	states := g.statesUnder(e.From, region, e.Under, e.where)
	if g.implicit(e) {
		states &= g.Machine.begun(region)
	}
	return states
}

// moved is what a region that may be in some states is in after moves.
func moved(moves []meaning.Move, region int, states uint64) uint64 {
	for _, mv := range moves {
		if mv.Region == region {
			states = 1 << mv.State
		}
	}
	return states
}

// addFirst adds what the greeting does, or the refusal of a connection: they come before the first configuration, and
// the greeting behind implicit TLS.
func (g *Graph) addFirst(all arcs) {
	m := g.Machine
	at := []int{0}
	for _, e := range g.From(0) {
		if g.implicit(&e) {
			at = append(at, e.To)
		}
	}
	for r := range m.Rows {
		if row := &m.Rows[r]; row.Kind != spec.KindEvent || m.Spec.Where(row.Name) != event.First {
			continue
		}
		for _, n := range at {
			for _, mv := range m.Effects[r].Moves {
				all.add(mv, g.May(n, mv.Region))
			}
		}
	}
}

// add adds a move from each of a set of states.
func (a arcs) add(mv meaning.Move, from uint64) {
	targets := a[mv.Region]
	for s := range targets {
		if from&(1<<s) != 0 && s != int(mv.State) {
			targets[s] |= 1 << mv.State
		}
	}
}
