package explore

import (
	"iter"
	"math/bits"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// beside is a region that is not in the nodes, and where the set of its states is kept: some bits of a word.
type beside struct {
	region, word, shift int
	mask                uint64 // of its states, not shifted
}

// of is the region's set of states among the words of a node.
func (b *beside) of(words []uint64) uint64 { return words[b.word] >> b.shift & b.mask }

// wordBits is how many states, of one region or of several, share a word.
const wordBits = 64

// Aside are the regions that are not in the nodes, in the order of the spec. A region is aside when nothing that
// decides what may happen reads it: no need, no `when` of a reply, an end or an event, no condition of an
// invariant; when it does not expire; and when it is not one that the runtime acts on. Handlers may be given it.
//
// That is exact for whatever is asked about a node and one region aside, for this reason. Whether a row may be
// given depends on the other regions alone, and so does where it takes them. So the dialogues are the same whether
// regions aside are looked at or not: leaving them out of a dialogue's configurations leaves a way through the
// nodes, and every way through the nodes is a dialogue. What a row does to a region aside does not depend on
// where that or another one is: it goes to one state, or stays. So the states that May collects, from row to
// row until nothing is added, are those that some dialogue leads to, and no others. Depths, and the shortest
// dialogues, are those of the full product; a shortest dialogue that leaves a region aside in a state is found in
// the product with that region alone (With).
//
// One row is an exception, and is taken care of: implicit TLS, which comes before anything else and so only where
// every region is as it began. What is asked about two regions aside at once is not answered by May; With is.
func (m *Machine) Aside() []int {
	var regions []int
	for i := range m.aside {
		regions = append(regions, m.aside[i].region)
	}
	return regions
}

// Keep is the same machine with some more regions in the nodes of what it explores.
func (m *Machine) Keep(regions ...int) *Machine {
	kept := *m
	kept.setAside(slices.DeleteFunc(m.Aside(), func(r int) bool { return slices.Contains(regions, r) }))
	return &kept
}

// unread are the regions that may be aside.
func (m *Machine) unread() []int {
	read := map[string]bool{regionSession: true, regionTransfer: true}
	reads := func(conditions ...spec.Cond) {
		for _, c := range conditions {
			for _, t := range c {
				read[t.Region] = read[t.Region] || !t.Policy
			}
		}
	}
	for i := range m.Rows {
		reads(m.Rows[i].When)
	}
	for i := range m.Spec.Commands {
		for _, n := range m.Spec.Commands[i].Needs {
			reads(n.When, n.Unless)
		}
	}
	for _, v := range m.Spec.Invariants {
		switch {
		case v.Never != nil:
			reads(v.Never.When)
		case v.OnlyAfter != nil:
			reads(v.OnlyAfter.State)
		case v.Budget != nil:
			reads(v.Budget.When)
		}
	}
	var regions []int
	for i, r := range m.Spec.Regions {
		if !read[r.Name] && !r.Expires {
			regions = append(regions, i)
		}
	}
	return regions
}

// setAside takes regions out of the nodes: it gives each of them its place in a node's words, and prepares what
// rows do to the words. A machine that is being copied shares nothing that changes here.
func (m *Machine) setAside(regions []int) {
	m.aside, m.words, m.first = nil, 0, nil
	used := wordBits
	for _, r := range regions {
		n := len(m.Spec.Regions[r].States)
		if used+n > wordBits {
			m.words, used, m.first = m.words+1, 0, append(m.first, 0)
		}
		m.aside = append(m.aside, beside{r, m.words - 1, used, 1<<n - 1})
		m.first[m.words-1] |= 1 << used
		used += n
	}
	m.steps = slices.Clone(m.steps)
	for i := range m.steps {
		m.split(&m.steps[i])
	}
}

// split tells the moves of regions in the nodes from those of regions aside.
func (m *Machine) split(s *step) {
	s.core, s.keep, s.put = nil, make([]uint64, m.words), make([]uint64, m.words)
	for w := range s.keep {
		s.keep[w] = ^uint64(0)
	}
	for _, mv := range s.moves {
		b := m.besides(int(mv.region))
		switch {
		case b == nil:
			s.core = append(s.core, mv)
		case mv.state != noState:
			s.keep[b.word] &^= b.mask << b.shift
			s.put[b.word] |= 1 << (b.shift + int(mv.state))
		}
	}
}

// besides finds a region aside, nil if it is in the nodes.
func (m *Machine) besides(region int) *beside {
	for i := range m.aside {
		if m.aside[i].region == region {
			return &m.aside[i]
		}
	}
	return nil
}

// spread finds what the regions aside may be in each node.
func (g *Graph) spread() {
	m := g.Machine
	if m.words == 0 {
		return
	}
	g.may = make([]uint64, len(g.Nodes)*m.words)
	copy(g.may, m.first)
	queue, queued := []int{0}, make([]bool, len(g.Nodes))
	after := make([]uint64, m.words)
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		queued[n] = false
		edges := g.From(n)
		for i := range edges {
			e := &edges[i]
			g.after(after, e)
			if g.add(e.To, after) && !queued[e.To] {
				queued[e.To] = true
				queue = append(queue, e.To)
			}
		}
	}
}

// add adds to what the regions aside may be in a node, and reports whether that was new.
func (g *Graph) add(node int, states []uint64) bool {
	may, changed := g.words(node), false
	for w := range may {
		changed = changed || states[w]&^may[w] != 0
		may[w] |= states[w]
	}
	return changed
}

// words are the sets of states of the regions aside in a node.
func (g *Graph) words(node int) []uint64 {
	w := g.Machine.words
	return g.may[node*w : (node+1)*w]
}

// after is where an edge takes the regions aside.
func (g *Graph) after(states []uint64, e *Edge) {
	m := g.Machine
	copy(states, g.words(e.From))
	if g.implicit(e) {
		copy(states, m.first)
	}
	if end := m.aborts(e.Row, &g.Nodes[e.From].Config); end >= 0 {
		m.steps[end].turn(states)
	}
	m.steps[e.Row].turn(states)
}

// turn is what a row does to the regions aside.
func (s *step) turn(states []uint64) {
	for w := range states {
		states[w] = states[w]&s.keep[w] | s.put[w]
	}
}

// May is the set of the states that a region may be in when a session is in a node, bit by bit: exactly those that
// some dialogue leads to.
func (g *Graph) May(node, region int) uint64 {
	if b := g.Machine.besides(region); b != nil {
		return b.of(g.words(node))
	}
	return 1 << g.Nodes[node].Config.States[region]
}

// Turns are what an edge does to a region: each state that the region may be in before, and the one afterwards.
func (g *Graph) Turns(e *Edge, region int) iter.Seq2[uint8, uint8] {
	return func(yield func(from, to uint8) bool) {
		if g.Machine.besides(region) == nil {
			yield(g.Nodes[e.From].Config.States[region], g.Nodes[e.To].Config.States[region])
			return
		}
		before := g.May(e.From, region)
		if g.implicit(e) {
			before &= 1
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

// With explores the same once more with some more regions in the nodes: for the shortest dialogue that leaves a
// region in a state, and for what is asked about several regions at once.
func (g *Graph) With(regions ...int) *Graph { return g.Machine.Keep(regions...).Explore(g.Valuation) }

// Beside are the numbers of the product of the nodes and one region aside: how many nodes and edges a graph
// With that region has.
func (g *Graph) Beside(region int) (nodes, edges int) {
	for n := range g.Nodes {
		states := bits.OnesCount64(g.May(n, region))
		nodes += states
		edges += states * len(g.From(n))
	}
	for _, e := range g.From(0) {
		if g.implicit(&e) {
			edges -= bits.OnesCount64(g.May(0, region)) - 1
		}
	}
	return nodes, edges
}

// implicit reports whether an edge is implicit TLS, which comes only where every region is in its first state.
func (g *Graph) implicit(e *Edge) bool {
	row := &g.Machine.Rows[e.Row]
	return row.Kind == spec.KindEvent && row.Name == eventImplicit
}
