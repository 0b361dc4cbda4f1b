package explore

import "slices"

// edges collects edges, nobody knows how many.
type edges []Edge

// A slice of edges that has no room left gets several times as much, until it is large. What is not used of it costs little;
// each copy costs much.
const (
	edgesAtFirst = 1 << 12 // enough for a small table
	edgesGrow    = 4       // times
	edgesMany    = 1 << 20 // from which on it is twice as much
)

func (all *edges) add(e Edge) {
	if len(*all) == cap(*all) {
		more := max(edgesAtFirst, (edgesGrow-1)*len(*all))
		if len(*all) >= edgesMany {
			more = len(*all)
		}
		*all = slices.Grow(*all, more)
	}
	*all = append(*all, e)
}
