package diff

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/diagram"
)

// zone has some pairings, and under each of them what the settings of both revisions may be.
type zone struct {
	under explore.Set
	set   diagram.Set
}

func (z zone) empty() bool { return z.under == nil || z.set == diagram.None }

// both is what is in both zones.
func (w *walk) both(y, z zone) zone { return zone{y.under.And(z.under), w.settings.And(y.set, z.set)} }

// without is what is in z alone, in zones that share nothing.
func (w *walk) without(z, y zone) []zone {
	both := w.both(z, y)
	if both.empty() {
		return []zone{z}
	}
	return slices.DeleteFunc([]zone{
		{both.under, w.settings.Without(z.set, y.set)},
		{z.under.Without(both.under), z.set},
	}, zone.empty)
}

// beyond is what is in z and in none of some zones.
func (w *walk) beyond(z zone, all []zone) []zone {
	if slices.ContainsFunc(all, func(y zone) bool { return w.covers(y, z) }) {
		return nil
	}
	left := []zone{z}
	for _, y := range all {
		if w.both(z, y).empty() {
			continue
		}
		var rest []zone
		for _, l := range left {
			rest = append(rest, w.without(l, y)...)
		}
		if left = rest; len(left) == 0 {
			break
		}
	}
	return left
}

// covers reports whether all of z is in y.
func (w *walk) covers(y, z zone) bool {
	return y.under.Covers(z.under) && w.settings.Without(z.set, y.set) == diagram.None
}

// together adds a zone to some that share nothing with it, as a part of one of them where that is one zone.
func (w *walk) together(all []zone, z zone) []zone {
	for i := range all {
		y := &all[i]
		switch {
		case y.set == z.set:
			y.under = y.under.Or(z.under)
			return all
		case y.under.Covers(z.under) && z.under.Covers(y.under):
			y.set = w.settings.Or(y.set, z.set)
			return all
		}
	}
	return append(all, z)
}

// part is a zone in which some arrows are there, and others are not.
type part struct {
	zone
	arrows []arrow
}

// divide parts a zone by the arrows that are there; in says in which zone an arrow is.
func (w *walk) divide(z zone, arrows []arrow, in func(arrow) zone) []part {
	if !slices.ContainsFunc(arrows, func(y arrow) bool { return !w.covers(in(y), z) }) { // most are there in all of it
		return []part{{z, arrows}}
	}
	parts := []part{{zone: z}}
	for _, y := range arrows {
		there := in(y)
		for i := range parts {
			p := &parts[i]
			both := w.both(p.zone, there)
			if both.empty() {
				continue
			}
			rest, shared := w.without(p.zone, there), p.arrows
			p.zone, p.arrows = both, append(slices.Clone(shared), y)
			for _, r := range rest {
				parts = append(parts, part{r, shared})
			}
		}
	}
	return parts
}
