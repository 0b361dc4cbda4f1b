package explore

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Node is a reachable configuration, with the first, and so shortest, way to it.
type Node struct {
	Config Config // regions aside are in their first states, whatever they are: Graph.May
	Parent int    // -1 for the initial configuration
	Row    int    // that led here from Parent
	Depth  int
}

// Edge is one row between two nodes.
type Edge struct {
	From, To int
	Row      int
}

// Graph is everything reachable under one valuation of the policies.
type Graph struct {
	Machine   *Machine
	Valuation []uint8
	Nodes     []Node // in the order of their depths
	Edges     []Edge // ordered by From
	first     []int  // by node, its first edge; one more than there are nodes
	index     map[Config]int
	may       []uint64 // by node, the states of the regions aside
	rows      rowIndex
}

// edgesAtFirst is room for the edges of a small table; larger ones double it.
const edgesAtFirst = 1 << 12

// Explore walks the table breadth first from the initial configuration.
func (m *Machine) Explore(valuation []uint8) *Graph {
	g := &Graph{Machine: m, Valuation: valuation, index: map[Config]int{}, Edges: make([]Edge, 0, edgesAtFirst)}
	g.node(m.Initial(), -1, 0, 0)
	var rows []int
	for at := 0; at < len(g.Nodes); at++ {
		c := g.Nodes[at].Config
		rows = rows[:0]
		for i := range m.commands {
			rows = m.answers(rows, &m.commands[i], &c, valuation)
		}
		g.first = append(g.first, len(g.Edges))
		g.follow(at, m.happenings(rows, &c, valuation))
	}
	g.first = append(g.first, len(g.Edges))
	g.spread()
	return g
}

// ExploreAll explores every valuation, the defaults first, on all processors.
func (m *Machine) ExploreAll() []*Graph {
	valuations := m.Valuations()
	all := make([]*Graph, len(valuations))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(valuations)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(valuations)); i = next.Add(1) - 1 {
				all[i] = m.Explore(valuations[i])
			}
		})
	}
	workers.Wait()
	return all
}

func (g *Graph) follow(from int, rows []int) {
	config, depth := g.Nodes[from].Config, g.Nodes[from].Depth
	if len(g.Edges)+len(rows) > cap(g.Edges) {
		g.Edges = slices.Grow(g.Edges, cap(g.Edges)+len(rows))
	}
	for _, r := range rows {
		to := from
		if c := g.Machine.applyCore(r, config); c != config {
			to = g.node(c, from, r, depth+1)
		}
		g.Edges = append(g.Edges, Edge{From: from, To: to, Row: r})
	}
}

func (g *Graph) node(c Config, parent, row, depth int) int {
	if i, known := g.index[c]; known {
		return i
	}
	i := len(g.Nodes)
	g.index[c] = i
	g.Nodes = append(g.Nodes, Node{Config: c, Parent: parent, Row: row, Depth: depth})
	return i
}

// From are the edges that begin in a node.
func (g *Graph) From(node int) []Edge { return g.Edges[g.first[node]:g.first[node+1]] }

// Find is the node of a configuration, -1 if it cannot be reached. Regions aside must be in their first states.
func (g *Graph) Find(c Config) int {
	if i, known := g.index[c]; known {
		return i
	}
	return -1
}

// Reaching marks the nodes from which a node that is a goal can be reached by the rows that count; the goals
// themselves are marked too.
func (g *Graph) Reaching(goal func(*Config) bool, counts []bool) []bool {
	first, from := g.incoming(counts)
	reaching := make([]bool, len(g.Nodes))
	queue := make([]int32, 0, len(g.Nodes))
	for n := range g.Nodes {
		if goal(&g.Nodes[n].Config) {
			reaching[n] = true
			queue = append(queue, int32(n))
		}
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, f := range from[first[n]:first[n+1]] {
			if !reaching[f] {
				reaching[f] = true
				queue = append(queue, f)
			}
		}
	}
	return reaching
}

// incoming are, for each node, the nodes from which a row that counts leads there: from[first[n]:first[n+1]].
func (g *Graph) incoming(counts []bool) (first, from []int32) {
	first = make([]int32, len(g.Nodes)+1)
	for i := range g.Edges {
		if e := &g.Edges[i]; e.From != e.To && counts[e.Row] {
			first[e.To+1]++
		}
	}
	for n := range g.Nodes {
		first[n+1] += first[n]
	}
	from = make([]int32, first[len(g.Nodes)])
	next := slices.Clone(first)
	for i := range g.Edges {
		if e := &g.Edges[i]; e.From != e.To && counts[e.Row] {
			from[next[e.To]] = int32(e.From)
			next[e.To]++
		}
	}
	return first, from
}
