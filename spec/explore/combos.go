package explore

import (
	"iter"
	"slices"
)

// Combos is a set of combinations of the settings' states, bit by bit; nil is the set of all, and one of length 0 that
// of none. Those of two machines can be compared when both have the same settings.
type Combos []uint64

// none is the empty set.
var none = Combos{}

// and are the combinations in both sets.
func (s Combos) and(o Combos) Combos {
	switch {
	case s == nil:
		return o
	case o == nil:
		return s
	}
	return joined(s, o, func(a, b uint64) uint64 { return a & b })
}

func joined(s, o Combos, word func(a, b uint64) uint64) Combos {
	both, some := make(Combos, len(s)), uint64(0)
	for i := range min(len(s), len(o)) {
		both[i] = word(s[i], o[i])
		some |= both[i]
	}
	if some == 0 {
		return none
	}
	return both
}

// is reports whether two sets are the same; mostly they are one.
func (s Combos) is(o Combos) bool {
	if s == nil || o == nil {
		return s == nil && o == nil
	}
	return len(s) == len(o) && (len(s) == 0 || &s[0] == &o[0] || slices.Equal(s, o))
}

// empty reports whether nothing is in the set.
func (s Combos) empty() bool { return s != nil && len(s) == 0 }

// Settings are the combinations of the settings with which an edge is there.
func (e *Edge) Settings() Combos { return e.where }

// Beyond are the combinations in one set that are not in the other; Empty says whether there are any.
func (m *Machine) Beyond(some, others Combos) Combos { return m.tests.without(some, others) }

// Both are the combinations in both sets.
func (m *Machine) Both(some, others Combos) Combos { return some.and(others) }

// Empty reports whether nothing is in the set.
func (s Combos) Empty() bool { return s.empty() }

// Combinations are those in a set: the states of the settings, in the order of Settings. The slice is used again.
func (m *Machine) Combinations(set Combos) iter.Seq[[]int] {
	t := &m.tests
	if set == nil {
		set = t.set(func(int) bool { return true })
	}
	return func(yield func([]int) bool) {
		states := make([]int, len(t.regions))
		for combo := range each(set) {
			for i := range states {
				states[i] = t.state(i, combo)
			}
			if !yield(states) {
				return
			}
		}
	}
}
