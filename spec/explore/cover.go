package explore

import (
	"cmp"
	"maps"
	"slices"
)

// Cover are a few valuations that together show every row, and every state of each region, that all valuations of a
// graph show. Those with the smallest graphs come first, because they are the quickest to search.
func (g *Graph) Cover() [][]uint8 {
	var cover []int
	for sights := g.sights(); len(sights) > 0; {
		best := g.showsMost(sights)
		cover = append(cover, best)
		sights = slices.DeleteFunc(sights, func(under Set) bool { return under.Has(best) })
	}
	size := make([]int, len(g.Valuations))
	for _, v := range cover {
		for i := range g.Edges {
			if g.Edges[i].Under.Has(v) {
				size[v]++
			}
		}
	}
	slices.SortFunc(cover, func(a, b int) int { return cmp.Compare(size[a], size[b]) })
	var valuations [][]uint8
	for _, v := range cover {
		valuations = append(valuations, g.Valuations[v])
	}
	return valuations
}

// showsMost is the first of the valuations that show the most of some sights.
func (g *Graph) showsMost(sights []Set) int {
	best, most := 0, 0
	for v := range g.Valuations {
		n := 0
		for _, under := range sights {
			if under.Has(v) {
				n++
			}
		}
		if n > most {
			best, most = v, n
		}
	}
	return best
}

// sights are the rows and the states that a graph shows: of each the valuations under which it does.
func (g *Graph) sights() []Set {
	rows := make([]Set, len(g.Machine.Rows))
	for i := range g.Edges {
		e := &g.Edges[i]
		rows[e.Row] = rows[e.Row].Or(e.Under)
	}
	type state struct{ region, number int }
	states := map[state]Set{}
	for n := range g.Nodes {
		for r, region := range g.Machine.Spec.Regions {
			for s := range region.States {
				if under := g.MayUnder(n, r, uint8(s)); under != nil {
					states[state{r, s}] = states[state{r, s}].Or(under)
				}
			}
		}
	}
	sights := slices.AppendSeq(rows, maps.Values(states))
	return slices.DeleteFunc(sights, func(s Set) bool { return s == nil })
}
