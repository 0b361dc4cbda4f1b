package diff

import "slices"

// A region that is left out of the nodes is blurred when the walk cannot tell without it (see settle).

// tellsApart reports whether steps of b that look like a label lead elsewhere, because they move fine regions otherwise.
// Then b may be in more places than the walk thinks: a difference that is found behind it may be none.
func (w *walk) tellsApart(label int32, p part, theirs []arrow) bool {
	names := w.steps.differ[w.steps.look(label)]
	if len(names) == 0 {
		return false
	}
	return slices.ContainsFunc(theirs, func(y arrow) bool {
		return y.label != label && w.steps.same(y.label, label) && !w.both(w.there(y), p.zone).empty() &&
			!slices.ContainsFunc(p.arrows, func(x arrow) bool { return x.to == y.to })
	})
}

// certain blurs the fine regions where a difference is found behind a step that the walk has told apart.
func (w *walk) certain(at int32) {
	if w.places[at].apart {
		w.blur(w.steps.fine)
	}
}

// blur notes regions.
func (w *walk) blur(names []string) {
	for _, name := range names {
		w.blurred[name] = true
	}
}
