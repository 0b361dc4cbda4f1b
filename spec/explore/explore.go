package explore

import (
	"math"
	"slices"

	"github.com/portolan-ftp/portolan/spec/meaning"
)

// Node is a reachable configuration under some valuations of the policies, with the first, and so shortest, way to it
// under these. A configuration that is reached later, or otherwise, under other valuations is another node.
type Node struct {
	Config Config // regions aside are shown in their first states; see Graph.May
	Under  Set    // the valuations; no two nodes of one configuration share any
	Parent int    // -1 for the initial configuration
	Row    int    // that led here from Parent; meaning.NoRow: a line was postponed there
	Depth  int
}

// Edge is one row between two nodes.
type Edge struct {
	From, To int
	Row      int
	Under    Set // the valuations under which it is there: some of both nodes'
	where    Combos
}

// Graph is everything reachable under some valuations of the policies. It is explored for all of them at once: most
// rows ask for no policy, and what they do is found once.
type Graph struct {
	Machine    *Machine
	Valuations [][]uint8
	Nodes      []Node // in the order of their depths
	Edges      []Edge // ordered by From
	waits      []Edge // by which a line is postponed and nothing is answered; ordered by From
	all        Set    // of the valuations
	first      []int  // by node, its first edge; one more than there are nodes
	index      map[Config][]int
	may        [][]beyond // by node, the states of the regions aside
	rows       rowIndex
	products   products
}

// Explore walks the table breadth first from the initial configuration, under the valuations given.
//
// The part of one valuation is the graph without the nodes and edges of others. It has the same nodes in the same
// order, with the same parents and depths, as if that valuation had been explored alone.
func (m *Machine) Explore(valuations ...[]uint8) *Graph {
	return m.ExploreWithin(math.MaxInt, valuations...)
}

// ExploreWithin explores up to a number of nodes. It is nil where there are more.
func (m *Machine) ExploreWithin(nodes int, valuations ...[]uint8) *Graph {
	g := &Graph{Machine: m, Valuations: valuations, index: map[Config][]int{}}
	g.all = NewSet(len(valuations), func(int) bool { return true })
	for _, c := range m.beginnings() {
		g.node(Node{Config: c, Under: g.all, Parent: -1})
	}
	at := several(valuations)
	var steps, waits edges
	var rows []given
	known := shared{}
	for n := 0; n < len(g.Nodes); n++ {
		if len(g.Nodes) > nodes {
			return nil
		}
		c, under := g.Nodes[n].Config, g.Nodes[n].Under
		for _, w := range m.Postponed(&c) {
			after := c
			after.Waiting = w
			g.follow(&waits, known, n, given{row: meaning.NoRow, under: under}, after)
		}
		rows = m.allAnswers(rows[:0], &c, under, at)
		g.first = append(g.first, len(steps))
		for _, r := range rows {
			r.under = known.set(r.under, under)
			m.ApplyMoves(r.row, c, m.core, func(after Config) { g.follow(&steps, known, n, r, after) })
		}
	}
	g.first = append(g.first, len(steps))
	g.Edges, g.waits = steps, waits
	g.spread()
	g.prune()
	return g
}

// ExploreAll explores every valuation of the policies, the defaults first.
func (m *Machine) ExploreAll() *Graph { return m.Explore(m.Valuations()...) }

// allAnswers adds the rows of all commands and of what happens.
func (m *Machine) allAnswers(rows []given, c *Config, under Set, at holds) []given {
	for i := range m.Commands {
		if m.asking[i] {
			rows = m.answersWith(rows, m.Commands[i].Choices, c, under, at)
			continue
		}
		rows = m.answers(rows, m.Commands[i].Choices, c, under, at)
	}
	return m.answers(rows, m.Happenings, c, under, at)
}

// follow adds the edges of a row to some: to the nodes that its configuration has already, and to one more for the
// valuations under which it is reached for the first time.
func (g *Graph) follow(all *edges, known shared, from int, r given, c Config) {
	if c == g.Nodes[from].Config {
		all.add(Edge{From: from, To: from, Row: r.row, Under: r.under, where: r.where})
		return
	}
	left := r.under
	for _, to := range g.index[c] {
		if both := left.And(g.Nodes[to].Under); both != nil {
			both = known.set(both, r.under)
			all.add(Edge{From: from, To: to, Row: r.row, Under: both, where: r.where})
			left = left.Without(both)
		}
	}
	if left = known.set(left, r.under); left != nil {
		to := g.node(Node{Config: c, Under: left, Parent: from, Row: r.row, Depth: g.Nodes[from].Depth + 1})
		all.add(Edge{From: from, To: to, Row: r.row, Under: left, where: r.where})
	}
}

func (g *Graph) node(n Node) int {
	i := len(g.Nodes)
	g.index[n.Config] = append(g.index[n.Config], i)
	g.Nodes = append(g.Nodes, n)
	return i
}

// From are the edges that begin in a node.
func (g *Graph) From(node int) []Edge { return g.Edges[g.first[node]:g.first[node+1]] }

// waitsFrom are the edges by which a line is postponed in a node.
func (g *Graph) waitsFrom(node int) []Edge {
	from, _ := slices.BinarySearchFunc(g.waits, node, func(e Edge, n int) int { return e.From - n })
	to := from
	for to < len(g.waits) && g.waits[to].From == node {
		to++
	}
	return g.waits[from:to]
}

// Find is the first node of a configuration, -1 if it cannot be reached. Regions aside must be in their first states.
func (g *Graph) Find(c Config) int {
	if nodes := g.index[c]; len(nodes) > 0 {
		return nodes[0]
	}
	return -1
}

// Size is how many configurations there are, and how many rows and lines that wait between them, each counted for every
// valuation.
func (g *Graph) Size() (nodes, edges int) {
	for i := range g.Nodes {
		nodes += g.Nodes[i].Under.Len()
	}
	for i := range g.Edges {
		edges += g.Edges[i].Under.Len()
	}
	for i := range g.waits {
		edges += g.waits[i].Under.Len()
	}
	return nodes, edges
}

// Reaching are, for each node, the valuations under which a node that is a goal can be reached from there by the rows
// that count; goals are reached from themselves.
func (g *Graph) Reaching(goal func(*Config) bool, counts []bool) []Set {
	first, into := g.incoming(counts)
	reaching := make([]Set, len(g.Nodes))
	var queue []int
	for n := range g.Nodes {
		if goal(&g.Nodes[n].Config) {
			reaching[n] = g.Nodes[n].Under
			queue = append(queue, n)
		}
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, i := range into[first[n]:first[n+1]] {
			e := &g.Edges[i]
			if more := reaching[n].And(e.Under); !reaching[e.From].Covers(more) {
				reaching[e.From] = reaching[e.From].Or(more)
				queue = append(queue, e.From)
			}
		}
	}
	return reaching
}

// incoming are, for each node, the edges of rows that count that lead there from others: into[first[n]:first[n+1]].
func (g *Graph) incoming(counts []bool) (first, into []int32) {
	first = make([]int32, len(g.Nodes)+1)
	for i := range g.Edges {
		if e := &g.Edges[i]; e.From != e.To && counts[e.Row] {
			first[e.To+1]++
		}
	}
	for n := range g.Nodes {
		first[n+1] += first[n]
	}
	into = make([]int32, first[len(g.Nodes)])
	next := slices.Clone(first)
	for i := range g.Edges {
		if e := &g.Edges[i]; e.From != e.To && counts[e.Row] {
			into[next[e.To]] = int32(i)
			next[e.To]++
		}
	}
	return first, into
}
