package diff

import "slices"

// A region that is left out of the nodes is blurred when the walk cannot tell without it (see settle).

// tellsApart returns the fine regions because of which steps of b that look like a label lead elsewhere, as bits. Then
// b may be in more places than the walk thinks: a difference that is found behind such a step may be none.
func (w *walk) tellsApart(label int32, p part, theirs []arrow) (apart uint64) {
	names := w.steps.differ[w.steps.look(label)]
	if len(names) == 0 || !slices.ContainsFunc(theirs, func(y arrow) bool {
		return y.label != label && w.steps.same(y.label, label) && !w.both(w.there(y), p.zone).empty() &&
			!slices.ContainsFunc(p.arrows, func(x arrow) bool { return x.to == y.to })
	}) {
		return 0
	}
	for i, name := range w.steps.fine {
		if slices.Contains(names, name) {
			apart |= 1 << i
		}
	}
	return apart
}

// blur notes fine regions.
func (w *walk) blur(apart uint64) {
	for i, name := range w.steps.fine {
		if apart&(1<<i) != 0 {
			w.blurred[name] = true
		}
	}
}

// tooMany reports whether a comparison with some more regions in the nodes would have too many.
func (c *comparison) tooMany(regions []string) bool {
	nodes := max(len(c.automatonOld.graph.Nodes), len(c.automatonNow.graph.Nodes))
	for _, name := range regions {
		states := 1
		for _, s := range []*side{c.old, c.now} {
			if r := region(s.spec, name); r >= 0 {
				states = max(states, len(s.spec.Regions[r].States))
			}
		}
		nodes *= states
	}
	return nodes > c.limits.blurred
}
