package explore

import "slices"

// pages collects edges, nobody knows how many. A slice that grows would be copied again and again, and leave several times
// its size to the garbage collector.
type pages struct {
	full [][]Edge
	last []Edge
}

// edgesAtFirst is room for the edges of a small table, and edgesOfPage what larger ones take at a time.
const (
	edgesAtFirst = 1 << 12
	edgesOfPage  = 1 << 15
)

func (p *pages) add(e Edge) {
	if len(p.last) == cap(p.last) {
		size := edgesOfPage
		if p.last == nil {
			size = edgesAtFirst
		} else {
			p.full = append(p.full, p.last)
		}
		p.last = make([]Edge, 0, size)
	}
	p.last = append(p.last, e)
}

func (p *pages) len() int {
	if len(p.full) == 0 {
		return len(p.last)
	}
	return edgesAtFirst + (len(p.full)-1)*edgesOfPage + len(p.last)
}

// all are the edges in the order in which they came. The pages are given back.
func (p *pages) all() []Edge {
	edges := p.last
	if len(p.full) > 0 {
		edges = slices.Concat(append(p.full, p.last)...)
	}
	*p = pages{}
	return edges
}
