package explore

import (
	"fmt"
	"slices"
	"sync"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// allowed are the valuations under which an edge is there, with the settings as they may be in the node it comes from;
// reached are, by node, those under which some combination of the settings leads there.
func (g *Graph) allowed(e *Edge, reached []Set) Set {
	if e.where == nil {
		return e.Under.And(reached[e.From])
	}
	var under Set
	for _, b := range g.may[e.From] {
		if g.Machine.tests.meets(b.words, e.where) {
			under = under.Or(b.under.And(e.Under))
		}
	}
	return under
}

// reachedUnder are the valuations under which some combination of the settings leads to a node.
func (g *Graph) reachedUnder(node int) Set {
	var under Set
	for _, b := range g.may[node] {
		under = under.Or(b.under)
	}
	return under
}

// prune removes the nodes and edges that the settings do not allow.
func (g *Graph) prune() {
	if len(g.Machine.tests.regions) == 0 {
		return
	}
	under, spare := make([]Set, len(g.Nodes)), false
	for n := range g.Nodes {
		under[n] = g.reachedUnder(n)
		spare = spare || !under[n].Covers(g.Nodes[n].Under)
	}
	left := func(edges []Edge) []Edge {
		some, kept := edges, 0 // in place, with less of it
		for i := range edges {
			e := edges[i]
			e.Under = g.allowed(&e, under)
			spare = spare || !e.Under.Covers(edges[i].Under)
			if e.Under != nil {
				some[kept] = e
				kept++
			}
		}
		return some[:kept]
	}
	edges, waits := left(g.Edges), left(g.waits)
	if spare {
		g.without(under, edges, waits)
	}
}

// without is the graph with the nodes that are left, under the valuations that are left, and with the edges that are
// left.
func (g *Graph) without(under []Set, edges, waits []Edge) {
	number := make([]int, len(g.Nodes))
	var nodes []Node
	var may [][]beyond
	for n := range g.Nodes {
		if number[n] = -1; under[n] != nil {
			number[n] = len(nodes)
			node := g.Nodes[n]
			node.Under = under[n]
			nodes, may = append(nodes, node), append(may, g.may[n])
		}
	}
	g.Nodes, g.Edges, g.waits, g.may, g.first, g.index = nodes, edges, waits, may, nil, map[Config][]int{}
	for n := range g.Nodes {
		g.index[g.Nodes[n].Config] = append(g.index[g.Nodes[n].Config], n)
	}
	for _, some := range [][]Edge{g.Edges, g.waits} {
		for i := range some {
			some[i].From, some[i].To = number[some[i].From], number[some[i].To]
		}
	}
	for i := range g.Edges {
		for len(g.first) <= g.Edges[i].From {
			g.first = append(g.first, i)
		}
	}
	for len(g.first) <= len(g.Nodes) {
		g.first = append(g.first, len(g.Edges))
	}
	g.ways()
}

// ways finds the first way to each node anew.
func (g *Graph) ways() {
	begin := len(g.Machine.beginnings())
	for n := begin; n < len(g.Nodes); n++ {
		g.Nodes[n].Parent = -1
	}
	var queue []int
	for n := range begin {
		queue = append(queue, n)
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, edges := range [][]Edge{g.waitsFrom(n), g.From(n)} {
			for i := range edges {
				e := &edges[i]
				if to := &g.Nodes[e.To]; e.To >= begin && to.Parent < 0 {
					to.Parent, to.Row, to.Depth = n, e.Row, g.Nodes[n].Depth+1
					queue = append(queue, e.To)
				}
			}
		}
	}
}

// Given are the valuations under which an edge is there while a condition holds.
func (g *Graph) Given(e *Edge, w *Where) Set {
	return g.under(e.From, e.Under.And(w.Of(&g.Nodes[e.From].Config)), w, e.where)
}

// Here are the valuations under which a condition holds in a node.
func (g *Graph) Here(node int, w *Where) Set {
	return g.under(node, g.Nodes[node].Under.And(w.Of(&g.Nodes[node].Config)), w, nil)
}

// under are those of some valuations under which a node has a combination that a condition and a set allow.
func (g *Graph) under(node int, some Set, w *Where, where Combos) Set {
	if w.where == nil || some == nil {
		return some
	}
	both, under := where.and(w.where), Set(nil)
	for _, b := range g.may[node] {
		if !both.empty() && g.Machine.tests.meets(b.words, both) {
			under = under.Or(b.under.And(some))
		}
	}
	return under
}

// products are graphs with settings in their nodes, of one valuation each, for dialogues.
type products struct {
	sync.Mutex
	of map[string]*Graph
}

// product is a graph with some settings in its nodes under a valuation.
func (g *Graph) product(valuation int, regions []int) *Graph {
	key := fmt.Sprint(valuation, regions)
	g.products.Lock()
	defer g.products.Unlock()
	if g.products.of == nil {
		g.products.of = map[string]*Graph{}
	}
	if g.products.of[key] == nil {
		g.products.of[key] = g.Machine.Keep(regions...).Explore(g.Valuations[valuation])
	}
	return g.products.of[key]
}

// asked are the settings that the commands of some steps ask about.
func (m *Machine) asked(steps []step) []int {
	var regions []int
	for _, x := range steps {
		if x.row == meaning.NoRow || m.Rows[x.row].Command == "" {
			continue
		}
		choices := m.Commands[m.byName[m.Rows[x.row].Command]].Choices
		for i := range choices {
			for _, g := range []*meaning.Guard{&choices[i].When, choices[i].Unless} {
				if m.asks[g] == nil {
					continue
				}
				for _, t := range g.Regions {
					if m.tests.at(t.Index) >= 0 && !slices.Contains(regions, t.Index) {
						regions = append(regions, t.Index)
					}
				}
			}
		}
	}
	slices.Sort(regions)
	return regions
}

// Begins is how many of the first nodes are those in which a session may begin.
func (g *Graph) Begins() int { return len(g.Machine.beginnings()) }

// Step is a row that leads to a node.
type Step struct{ Row, To int }

// Happens reports whether steps through the nodes can be made one after the other from the beginning, under a
// valuation. A node does not tell the settings, and a step of a way through the nodes may want a setting that an
// earlier step has changed.
func (g *Graph) Happens(steps []Step, valuation int) bool {
	all := make([]step, 0, len(steps))
	for _, s := range steps {
		all = append(all, step{s.Row, g.Nodes[s.To].Config.Waiting})
	}
	return g.happens(all, g.Valuations[valuation])
}

// step is a row, or that a line waits, and what waits behind it.
type step struct {
	row     int
	waiting meaning.Waiting
}

// happens reports whether steps can be made one after the other, from the beginning on.
func (g *Graph) happens(steps []step, valuation []uint8) bool {
	return slices.ContainsFunc(g.Machine.Beginnings(), func(c Config) bool {
		return g.happensFrom(c, steps, valuation)
	})
}

func (g *Graph) happensFrom(c Config, steps []step, valuation []uint8) bool {
	m := g.Machine
	for i, x := range steps {
		if x.row == meaning.NoRow {
			c.Waiting = x.waiting
			continue
		}
		row, possible := &m.Rows[x.row], []int(nil)
		switch row.Kind {
		case spec.KindEvent, spec.KindEnd, spec.KindTransferEnd:
			possible = m.Happens(&c, valuation)
		default:
			possible = m.Answers(row.Command, &c, valuation)
		}
		if !slices.Contains(possible, x.row) {
			return false
		}
		last, after := i == len(steps)-1, c
		m.Meaning.Apply(x.row, c, func(next Config) {
			if last || next.Waiting == x.waiting {
				after = next
			}
		})
		c = after
	}
	return true
}

// maxProduct is how many nodes a product may have that is made for a dialogue: some hundred milliseconds' worth.
const maxProduct = 50_000

// inProduct is the shortest way to a node that then allows a row, in the product with some settings; row is NoRow for
// none. It is nil where the product would be too large.
func (g *Graph) inProduct(node, row, valuation int, regions []int) []step {
	size := len(g.Nodes)
	for _, r := range regions {
		size *= len(g.Machine.Spec.Regions[r].States)
	}
	if size > maxProduct {
		return nil
	}
	p := g.product(valuation, regions)
	best := -1
	for n := range p.Nodes {
		c := p.Nodes[n].Config
		for _, r := range regions {
			c.States[r] = 0
		}
		if c != g.Nodes[node].Config || best >= 0 && p.Nodes[best].Depth <= p.Nodes[n].Depth {
			continue
		}
		if row == meaning.NoRow || slices.ContainsFunc(p.From(n), func(e Edge) bool { return e.Row == row }) {
			best = n
		}
	}
	if best < 0 {
		return nil
	}
	return p.way(best)
}

// way are the steps that lead to a node.
func (g *Graph) way(node int) []step {
	var steps []step
	for at := node; g.Nodes[at].Parent >= 0; at = g.Nodes[at].Parent {
		steps = append(steps, step{g.Nodes[at].Row, g.Nodes[at].Config.Waiting})
	}
	slices.Reverse(steps)
	return steps
}
