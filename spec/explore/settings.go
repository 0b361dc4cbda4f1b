package explore

import (
	"iter"
	"math/bits"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// settings are the regions that the spec declares as such, and that are not in the nodes: only commands ask about them.
// What they may be together is kept beside each node, as a set of combinations of their states.
//
// That is exact. A step takes each combination that meets its condition to one combination, so the set in a node,
// collected from step to step until nothing is added, is what some dialogue leads to. It decides which steps there are:
// one that no combination allows is taken out of the graph again, and what is reached by it alone as well (prune).
//
// Depths are those of the nodes without the settings, and so may be too small where a command asks for a setting that
// another one has to make first. A dialogue that would not happen so is looked for in the product (Dialogue).
type settings struct {
	regions []int // in the order of the spec
	counts  []int // of states
	strides []int // of the states among the combinations
	size    int   // combinations
	word    int   // the first of a node's words that hold the set
	words   int
	having  [][]combos // by setting and state, the combinations that have it
}

// maxCombinations is how many combinations of settings are kept beside a node, a bit for each: beyond it the sets would
// take longer than the nodes that they spare.
const maxCombinations = 1 << 10

// combos is a set of combinations, bit by bit; nil is the set of all, and one of length 0 that of none.
type combos []uint64

// none is the empty set.
var none = combos{}

func newSettings(s *spec.Spec, regions []int) settings {
	t := settings{regions: regions, size: 1}
	for _, r := range regions {
		t.counts = append(t.counts, len(s.Regions[r].States))
		t.strides = append(t.strides, t.size)
		t.size *= len(s.Regions[r].States)
	}
	t.words = (t.size + wordBits - 1) / wordBits
	if len(regions) == 0 {
		t.words = 0
	}
	for i, n := range t.counts {
		having := make([]combos, n)
		for s := range having {
			having[s] = t.set(func(combo int) bool { return t.state(i, combo) == s })
		}
		t.having = append(t.having, having)
	}
	return t
}

// at is the place of a region among the settings, -1 if it is none.
func (t *settings) at(region int) int { return slices.Index(t.regions, region) }

// state is the state of a setting in a combination.
func (t *settings) state(setting, combo int) int {
	return combo / t.strides[setting] % t.counts[setting]
}

// where are the combinations in which all terms hold; nil without terms.
func (t *settings) where(terms []meaning.Term) combos {
	if len(terms) == 0 {
		return nil
	}
	return t.set(func(combo int) bool {
		return !slices.ContainsFunc(terms, func(x meaning.Term) bool {
			return x.States&(1<<t.state(t.at(x.Index), combo)) == 0
		})
	})
}

// set is the set of the combinations for which has is true.
func (t *settings) set(has func(combo int) bool) combos {
	if s := NewSet(t.size, has); s != nil {
		return combos(s)
	}
	return none
}

// and are the combinations in both sets.
func (s combos) and(o combos) combos {
	switch {
	case s == nil:
		return o
	case o == nil:
		return s
	}
	return joined(s, o, func(a, b uint64) uint64 { return a & b })
}

// without are the combinations in s alone.
func (t *settings) without(s, o combos) combos {
	switch {
	case o == nil:
		return none
	case s == nil:
		s = t.set(func(int) bool { return true })
	}
	return joined(s, o, func(a, b uint64) uint64 { return a &^ b })
}

func joined(s, o combos, word func(a, b uint64) uint64) combos {
	both, some := make(combos, len(s)), uint64(0)
	for i := range min(len(s), len(o)) {
		both[i] = word(s[i], o[i])
		some |= both[i]
	}
	if some == 0 {
		return none
	}
	return both
}

// empty reports whether nothing is in the set.
func (s combos) empty() bool { return s != nil && len(s) == 0 }

// of is the part of a node's words that holds the combinations.
func (t *settings) of(words []uint64) []uint64 { return words[t.word : t.word+t.words] }

// begin are the combinations that a session begins with: first states, and any of those that the connection decides.
func (t *settings) begin(s *spec.Spec) combos {
	return t.set(func(combo int) bool {
		for i, r := range t.regions {
			if s.Regions[r].Begins == "" && t.state(i, combo) != 0 {
				return false
			}
		}
		return true
	})
}

// restrict leaves of a node's words the combinations in a set, and reports whether any is left.
func (t *settings) restrict(words []uint64, to combos) bool {
	if to == nil {
		return true
	}
	some, mine := uint64(0), t.of(words)
	for i := range mine {
		if len(to) == 0 {
			return false
		}
		mine[i] &= to[i]
		some |= mine[i]
	}
	return some != 0
}

// meets reports whether a node's words have a combination in a set.
func (t *settings) meets(words []uint64, set combos) bool {
	if set == nil {
		return true
	}
	mine := t.of(words)
	for i := range set {
		if mine[i]&set[i] != 0 {
			return true
		}
	}
	return false
}

// states are the states that a setting has in the combinations of a node's words that are in a set.
func (t *settings) states(setting int, words []uint64, within combos) (states uint64) {
	mine := t.of(words)
	for s, those := range t.having[setting] {
		for i, w := range those {
			if w &= mine[i]; within != nil {
				if len(within) == 0 {
					return 0
				}
				w &= within[i]
			}
			if w != 0 {
				states |= 1 << s
				break
			}
		}
	}
	return states
}

// each are the numbers of the bits that are set.
func each(words []uint64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, w := range words {
			for ; w != 0; w &= w - 1 {
				if !yield(i*wordBits + bits.TrailingZeros64(w)) {
					return
				}
			}
		}
	}
}

// turn moves the combinations of a node's words.
func (t *settings) turn(words []uint64, moves []meaning.Move) {
	mine := t.of(words)
	after := make([]uint64, len(mine))
	for combo := range each(mine) {
		for _, mv := range moves {
			i := t.at(mv.Region)
			combo += (int(mv.State) - t.state(i, combo)) * t.strides[i]
		}
		after[combo/wordBits] |= 1 << (combo % wordBits)
	}
	copy(mine, after)
}

// choose are the regions that may be settings: the spec says so, and nothing but commands and what must never happen
// asks about them.
func (m *Machine) choose() []int {
	others, size := m.readers(false), 1
	var regions []int
	for i, r := range m.Spec.Regions {
		if r.Setting && !r.Expires() && !others[r.Name] && size*len(r.States) <= maxCombinations {
			size *= len(r.States)
			regions = append(regions, i)
		}
	}
	return regions
}

// beginnings are the nodes in which a session may begin: one, unless the connection decides about a region that is in them.
func (m *Machine) beginnings() []Config { return m.beginningsOf(m.inNodes) }

// beginningsOf are the configurations in which a session may begin, as far as some regions are concerned.
func (m *Machine) beginningsOf(some func(region int) bool) []Config {
	all := []Config{m.Initial()}
	for i, r := range m.Spec.Regions {
		if r.Begins == "" || !some(i) {
			continue
		}
		for _, c := range slices.Clone(all) {
			for state := 1; state < len(r.States); state++ {
				c.States[i] = uint8(state)
				all = append(all, c)
			}
		}
	}
	return all
}
