package explore

import "slices"

// edges collects edges, nobody knows how many.
type edges []Edge

// A slice of edges that has no room left gets several times as much. It is large, and what is not used of it costs nothing;
// but each copy does.
const (
	edgesAtFirst = 1 << 12 // enough for a small table
	edgesGrow    = 4       // times
)

func (all *edges) add(e Edge) {
	if len(*all) == cap(*all) {
		*all = slices.Grow(*all, max(edgesAtFirst, (edgesGrow-1)*len(*all)))
	}
	*all = append(*all, e)
}
