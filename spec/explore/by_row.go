package explore

import (
	"slices"
	"sync"
)

// rowIndex finds the edges of a row. It is made when it is asked for.
type rowIndex struct {
	once  sync.Once
	first []int32 // by row, where its edges begin; one more than there are rows
	edges []int32 // numbers of edges, ordered by row
}

// By are the numbers of the edges by the rows that are marked, in the order of Edges. Many goroutines may ask.
func (g *Graph) By(marked []bool) []int32 {
	x := &g.rows
	x.once.Do(func() { x.fill(g) })
	n := 0
	for row, m := range marked {
		if m {
			n += int(x.first[row+1] - x.first[row])
		}
	}
	found := make([]int32, 0, n)
	if n > len(g.Edges)/inOrder {
		for i := range g.Edges {
			if marked[g.Edges[i].Row] {
				found = append(found, int32(i))
			}
		}
		return found
	}
	for row, m := range marked {
		if m {
			found = append(found, x.edges[x.first[row]:x.first[row+1]]...)
		}
	}
	slices.Sort(found)
	return found
}

// inOrder is the part of all edges beyond which looking at each is quicker than to sort those that are asked for.
const inOrder = 16

func (x *rowIndex) fill(g *Graph) {
	x.first = make([]int32, len(g.Machine.Rows)+1)
	for i := range g.Edges {
		x.first[g.Edges[i].Row+1]++
	}
	for row := range g.Machine.Rows {
		x.first[row+1] += x.first[row]
	}
	x.edges = make([]int32, len(g.Edges))
	next := slices.Clone(x.first)
	for i := range g.Edges {
		row := g.Edges[i].Row
		x.edges[next[row]] = int32(i)
		next[row]++
	}
}
