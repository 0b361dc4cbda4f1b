package explore

import "slices"

// edges collects an unknown number of edges.
type edges []Edge

// A full slice of edges is replaced by one of several times its size. Unused room costs nothing in so large a slice,
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
