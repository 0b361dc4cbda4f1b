package diff

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/diagram"
)

// looseness is what a walk knows of the settings when it does not look at them: it takes a step for the same step
// whatever the settings are. That is right as long as b takes each step of a wherever a takes it. Where b does not, or
// where a difference is found after a step that asks about settings, the walk is in doubt, and another walk has to look
// at them.
type looseness struct {
	doubt  bool
	covers [][]bool // by numbers of settings in a and b: whether those in b are all of those in a
	meets  [][]bool // and whether they have any in common
}

// newLooseness compares the settings about which two automata ask.
func newLooseness(a, b *automaton) *looseness {
	l := &looseness{}
	for _, mine := range a.wheres {
		var covers, meets []bool
		for _, theirs := range b.wheres {
			covers = append(covers, a.machine.Beyond(mine, theirs).Empty())
			meets = append(meets, !a.machine.Both(mine, theirs).Empty())
		}
		l.covers, l.meets = append(l.covers, covers), append(l.meets, meets)
	}
	return l
}

// doubts reports whether the walk need not go on.
func (w *walk) doubts() bool { return w.loose != nil && w.loose.doubt }

// happens reports whether a says what the walk went through, with the settings as the steps leave them.
func (w *walk) happens(at int32, x arrow, pairing int) bool {
	steps, asks := []explore.Step{{Row: int(x.row), To: int(x.to)}}, x.where != 0
	for {
		l, _ := w.way(at, pairing, diagram.All)
		if l.parent < 0 {
			break
		}
		steps, asks = append(steps, explore.Step{Row: int(l.row), To: int(w.places[at].node)}), asks || l.asks
		at = l.parent
	}
	slices.Reverse(steps)
	return !asks || w.a.graph.Happens(steps, w.under.of(w.kind, pairing))
}

// withSettings are those of b's arrows that are there with the settings of an arrow of a. The walk is in doubt where b
// does not go, with all of these, wherever it goes with some of them.
func (l *looseness) withSettings(w *walk, x arrow, theirs []arrow) []arrow {
	if !slices.ContainsFunc(theirs, func(y arrow) bool { return !l.covers[x.where][y.where] }) {
		return theirs
	}
	theirs = slices.DeleteFunc(slices.Clone(theirs), func(y arrow) bool { return !l.meets[x.where][y.where] })
	for _, y := range theirs {
		left := w.a.wheres[x.where]
		for _, z := range theirs {
			if z.to == y.to {
				left = w.a.machine.Beyond(left, w.b.wheres[z.where])
			}
		}
		l.doubt = l.doubt || !left.Empty()
	}
	return theirs
}
