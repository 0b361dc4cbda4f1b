package explore

import "slices"

// edges collects an unknown number of edges.
type edges []Edge

// A full slice of edges is replaced by one of several times its size, or of twice the size if it is large already.
// Unused room costs little, but each copy costs much.
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
