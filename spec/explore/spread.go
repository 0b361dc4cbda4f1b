package explore

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/meaning"
)

// beyond has the possible states of the regions aside in a node, under valuations for which they are the same.
type beyond struct {
	under Set
	words []uint64
}

// carrier stands for all edges from one node to another that do the same to the regions aside. Most rows do nothing to
// them.
type carrier struct {
	to, row, end int // row and end stand for all that do the same
	where        Combos
	under        Set
}

// spread finds the possible states of the regions aside in each node.
func (g *Graph) spread() {
	m := g.Machine
	g.may = make([][]beyond, len(g.Nodes))
	if m.words == 0 {
		return
	}
	var queue []int
	queued := make([]bool, len(g.Nodes))
	for n := range m.beginnings() {
		g.add(n, g.all, m.first)
		queue = append(queue, n)
	}
	after, alike, carriers := make([]uint64, m.words), m.alike(), []carrier(nil)
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		queued[n] = false
		g.may[n] = unite(g.may[n])
		carriers = g.carriers(carriers[:0], n, alike)
		for i := range carriers {
			if c := &carriers[i]; g.carry(n, c, after) && !queued[c.to] {
				queued[c.to] = true
				queue = append(queue, c.to)
			}
		}
	}
}

// unite joins entries that have become the same.
func unite(all []beyond) []beyond {
	united := all[:0]
	for _, b := range all {
		if i := slices.IndexFunc(united, func(o beyond) bool { return slices.Equal(o.words, b.words) }); i >= 0 {
			united[i].under = united[i].under.Or(b.under)
			continue
		}
		united = append(united, b)
	}
	return united
}

// alike is, by row, the first row that does the same to the regions aside; NoRow for one that does nothing.
func (m *Machine) alike() []int {
	alike := make([]int, len(m.sides))
	nothing := side{keep: slices.Repeat([]uint64{^uint64(0)}, m.words), put: make([]uint64, m.words)}
	for row := range m.sides {
		first := slices.IndexFunc(m.sides[:row], m.sides[row].same)
		switch {
		case m.implicit(row):
			alike[row] = row
		case m.sides[row].same(nothing):
			alike[row] = meaning.NoRow
		case first < 0:
			alike[row] = row
		default:
			alike[row] = first
		}
	}
	return alike
}

// same reports whether two rows do the same to the regions aside.
func (s *side) same(o side) bool {
	return slices.Equal(s.keep, o.keep) && slices.Equal(s.put, o.put) && slices.Equal(s.set, o.set)
}

// carriers are those from a node.
func (g *Graph) carriers(all []carrier, node int, alike []int) []carrier {
	for _, edges := range [][]Edge{g.From(node), g.waitsFrom(node)} {
		for i := range edges {
			e := &edges[i]
			row, end := meaning.NoRow, meaning.NoRow
			if e.Row != meaning.NoRow { // otherwise a line waits
				row = alike[e.Row]
				if end = g.Machine.Interrupted(e.Row, &g.Nodes[node].Config); end != meaning.NoRow {
					end = alike[end]
				}
			}
			if e.From == e.To && row == meaning.NoRow && end == meaning.NoRow {
				continue
			}
			all = carrying(all, carrier{e.To, row, end, e.where, e.Under})
		}
	}
	return all
}

// carrying adds an edge to the carriers.
func carrying(all []carrier, e carrier) []carrier {
	for i := range all {
		if c := &all[i]; c.to == e.to && c.row == e.row && c.end == e.end && c.where.is(e.where) {
			c.under = c.under.Or(e.under)
			return all
		}
	}
	return append(all, e)
}

// carry adds where a carrier takes the regions aside, and reports whether that was new. Additions to the node that it
// comes from are found when that node is visited again.
func (g *Graph) carry(from int, c *carrier, after []uint64) (news bool) {
	m, there := g.Machine, g.may[from]
	if from == c.to { // additions are not visited here
		there = slices.Clone(there)
	}
	for _, b := range there {
		if under := b.under.And(c.under); under != nil {
			copy(after, b.words)
			if !m.tests.restrict(after, c.where) {
				continue
			}
			if c.row != meaning.NoRow && m.implicit(c.row) {
				copy(after, m.first)
			}
			for _, row := range [...]int{c.end, c.row} {
				if row != meaning.NoRow {
					m.turn(&m.sides[row], after)
				}
			}
			news = g.add(c.to, under, after) || news
		}
	}
	return news
}

// add adds to what the regions aside may be in a node under some valuations, and reports whether that was new.
func (g *Graph) add(node int, under Set, states []uint64) (news bool) {
	for i := range g.may[node] {
		b := &g.may[node][i]
		both := b.under.And(under)
		if both == nil {
			continue
		}
		under = under.Without(both)
		if includes(b.words, states) {
			continue
		}
		news = true
		if rest := b.under.Without(both); rest != nil {
			g.may[node] = append(g.may[node], beyond{rest, slices.Clone(b.words)})
			b = &g.may[node][i]
			b.under = both
		}
		for w := range b.words {
			b.words[w] |= states[w]
		}
	}
	if under != nil {
		g.may[node] = append(g.may[node], beyond{under, slices.Clone(states)})
		news = true
	}
	return news
}

// includes reports whether words have all bits of others.
func includes(words, others []uint64) bool {
	for w := range words {
		if others[w]&^words[w] != 0 {
			return false
		}
	}
	return true
}

// turn is what a row does to the regions aside.
func (m *Machine) turn(s *side, states []uint64) {
	for w := range states {
		states[w] = states[w]&s.keep[w] | s.put[w]
	}
	if len(s.set) > 0 {
		m.tests.turn(states, s.set)
	}
}
