package diff

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/internal/phrase"
)

// lessening is what has the new revision prove less of what the old one has: an invariant that went or says less, be it
// one that follows from lifetimes, something more that may move a region, a waiver, an overlay's relaxation. A waiver
// for a command that came with it takes nothing away.
func lessening(old, now *spec.Spec, declared []Declared) []Declared {
	var all []Declared
	proved := now.Proved()
	for _, was := range old.Proved() {
		if !slices.ContainsFunc(proved, func(is spec.Invariant) bool { return implies(&is, &was) }) {
			all = append(all, Declared{What: "invariant", Name: phrase.Invariant(&was), Pos: was.Pos})
		}
	}
	for _, d := range declared {
		if d.Came && (d.What == "relaxation" || d.What == "mover" && !aboutNews(old, now, d.Name)) {
			all = append(all, d)
		}
	}
	for _, w := range now.Waivers {
		if !slices.ContainsFunc(old.Waivers, func(o spec.Waiver) bool { return o.Check == w.Check && o.At == w.At }) && !aboutNews(old, now, w.At) {
			all = append(all, waived(w))
		}
	}
	return all
}

// implies reports whether an invariant says at least what another says: the same, or about more.
func implies(is, was *spec.Invariant) bool {
	switch {
	case is.Resets != nil && was.Resets != nil:
		return is.Resets.Command == was.Resets.Command && within(was.Resets.Regions, is.Resets.Regions)
	case is.Budget != nil && was.Budget != nil:
		return sameBut(is.Budget.When, was.Budget.When) && within(is.Budget.Commands, was.Budget.Commands)
	case is.OnlyAfter != nil && was.OnlyAfter != nil:
		return sameBut(is.OnlyAfter.State, was.OnlyAfter.State) && within(is.OnlyAfter.Commands, was.OnlyAfter.Commands)
	case is.Never != nil && was.Never != nil && !was.Never.OfStates():
		return sameBut(is.Never.When, was.Never.When) && within(was.Never.Does, is.Never.Does) && within(was.Never.Commands, is.Never.Commands) &&
			within(was.Never.Then, is.Never.Then) && within(is.Never.But, was.Never.But) && (is.Never.Changes || !was.Never.Changes)
	case is.Default != nil && was.Default != nil:
		return !slices.ContainsFunc(was.Default, func(t spec.CondTerm) bool {
			return !slices.ContainsFunc(is.Default, func(o spec.CondTerm) bool { return o.Region == t.Region && slices.Equal(o.States, t.States) })
		})
	}
	_, a, _ := strings.Cut(phrase.Invariant(is), ": ")
	_, b, _ := strings.Cut(phrase.Invariant(was), ": ")
	return a == b
}

// within reports whether all of one list are in another.
func within(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// aboutNews reports whether what a waiver is about names a command or a region that the old revision does not have.
func aboutNews(old, now *spec.Spec, at string) bool {
	for i := range now.Commands {
		if name := now.Commands[i].Name; !knows(old, name) && strings.Contains(at, name) {
			return true
		}
	}
	for i := range now.Regions {
		if name := now.Regions[i].Name; !knows(old, ofRegion+name) && strings.Contains(at, name) {
			return true
		}
	}
	return false
}
