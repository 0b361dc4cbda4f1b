package explore

import (
	"iter"
	"math/bits"
)

// May is the set of the states that a region may be in when a session is in a node, bit by bit: exactly those that
// some dialogue leads to, under one of the node's valuations.
func (g *Graph) May(node, region int) uint64 {
	return g.statesUnder(node, region, g.Nodes[node].Under, nil)
}

// statesUnder is May under some of the node's valuations, and with some combinations of the settings.
func (g *Graph) statesUnder(node, region int, under Set, where Combos) uint64 {
	if g.Machine.InNodes(region) {
		return 1 << g.Nodes[node].Config.States[region]
	}
	states := uint64(0)
	for _, b := range g.may[node] {
		if b.under.Meets(under) {
			states |= g.Machine.states(region, b.words, where)
		}
	}
	return states
}

// MayUnder are those of a node's valuations under which a region may be in a state there.
func (g *Graph) MayUnder(node, region int, state uint8) Set {
	if g.Machine.InNodes(region) {
		if g.Nodes[node].Config.States[region] == state {
			return g.Nodes[node].Under
		}
		return nil
	}
	var under Set
	for _, b := range g.may[node] {
		if g.Machine.states(region, b.words, nil)&(1<<state) != 0 {
			under = under.Or(b.under)
		}
	}
	return under
}

// Turns are what an edge does to a region: each state that the region may be in before, and the one afterwards.
func (g *Graph) Turns(e *Edge, region int) iter.Seq2[uint8, uint8] {
	return func(yield func(from, to uint8) bool) {
		if g.Machine.InNodes(region) {
			yield(g.Nodes[e.From].Config.States[region], g.Nodes[e.To].Config.States[region])
			return
		}
		before := g.statesUnder(e.From, region, e.Under, e.where)
		if g.implicit(e) {
			before &= g.Machine.begun(region)
		}
		for ; before != 0; before &= before - 1 {
			c := g.Nodes[e.From].Config
			c.States[region] = uint8(bits.TrailingZeros64(before))
			if to := g.Machine.Apply(e.Row, c); !yield(c.States[region], to.States[region]) {
				return
			}
		}
	}
}

// With explores again with more regions in the nodes: for the shortest dialogue that leaves a region in a state, and
// for questions about several regions at once.
func (g *Graph) With(regions ...int) *Graph {
	return g.Machine.Keep(regions...).Explore(g.Valuations...)
}

// Beside are the numbers of the product of the nodes and one region aside: how many configurations and steps between
// them a graph With that region has, each counted for every valuation.
func (g *Graph) Beside(region int) (nodes, edges int) {
	m := g.Machine
	for n := range g.Nodes {
		for _, b := range g.may[n] {
			states := m.states(region, b.words, nil)
			for _, e := range g.From(n) {
				before := states
				if e.where != nil {
					before = m.states(region, b.words, e.where)
				}
				if g.implicit(&e) {
					before &= m.begun(region)
				}
				edges += bits.OnesCount64(before) * b.under.And(e.Under).Len()
			}
			for _, e := range g.waitsFrom(n) {
				edges += bits.OnesCount64(states) * b.under.And(e.Under).Len()
			}
		}
	}
	return g.Pairs(region), edges
}

// Pairs is how many pairs there are of a node and a state of a region aside, each counted for every valuation.
func (g *Graph) Pairs(region int) int {
	n := 0
	for _, all := range g.may {
		for i := range all {
			n += bits.OnesCount64(g.Machine.states(region, all[i].words, nil)) * all[i].under.Len()
		}
	}
	return n
}

// implicit reports whether an edge is implicit TLS, which comes only where every region is in its first state.
func (g *Graph) implicit(e *Edge) bool { return g.Machine.implicit(e.Row) }
