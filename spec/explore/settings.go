package explore

import (
	"iter"
	"math/bits"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// settings are the regions that the spec declares as settings and that are not in the nodes: only commands read them.
// Each node has the set of combinations of their states that are possible there.
//
// This is exact. A step takes each combination that meets its condition to one combination. So the set of a node,
// collected from step to step until nothing is added, has exactly the combinations that some dialogue leads to. A step
// that no combination allows is removed from the graph again, with everything that only it reaches (prune).
//
// Depths are those of the nodes without the settings, and so may be too small where a command asks for a setting that
// another one has to make first. Where such a dialogue is impossible, Dialogue searches the product.
type settings struct {
	regions []int      // in the order of the spec
	counts  []int      // of states
	strides []int      // of the states among the combinations
	masks   [][]Combos // by setting and state, the combinations in which it is so; checks ask it millions of times
	size    int        // combinations
	word    int        // the first of a node's words that hold the set
	words   int
}

// maxCombinations is how many combinations of settings a node may have, a bit for each. With more, the sets would cost
// more than the nodes that they save.
const maxCombinations = 1 << 10

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
	t.masks = make([][]Combos, len(regions))
	for i, n := range t.counts {
		for state := range n {
			t.masks[i] = append(t.masks[i], t.set(func(combo int) bool { return t.state(i, combo) == state }))
		}
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
func (t *settings) where(terms []meaning.Term) Combos {
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
func (t *settings) set(has func(combo int) bool) Combos {
	if s := NewSet(t.size, has); s != nil {
		return Combos(s)
	}
	return none
}

// without are the combinations in s alone.
func (t *settings) without(s, o Combos) Combos {
	switch {
	case o == nil:
		return none
	case s == nil:
		s = t.set(func(int) bool { return true })
	}
	return joined(s, o, func(a, b uint64) uint64 { return a &^ b })
}

// of is the part of a node's words that holds the combinations.
func (t *settings) of(words []uint64) []uint64 { return words[t.word : t.word+t.words] }

// begin are the combinations that a session begins with: first states, and any of those that the connection decides.
func (t *settings) begin(s *spec.Spec) Combos {
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
func (t *settings) restrict(words []uint64, to Combos) bool {
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
func (t *settings) meets(words []uint64, set Combos) bool {
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
func (t *settings) states(setting int, words []uint64, within Combos) (states uint64) {
	if within.empty() {
		return 0
	}
	mine := t.of(words)
	for state, mask := range t.masks[setting] {
		for i, w := range mine {
			if within != nil {
				w &= within[i]
			}
			if w&mask[i] != 0 {
				states |= 1 << state
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

// turn moves the combinations of a node's words: those of each state go where the moves lead, all at once.
func (t *settings) turn(words []uint64, moves []meaning.Move) {
	mine := t.of(words)
	after := make([]uint64, len(mine))
	for _, mv := range moves {
		i := t.at(mv.Region)
		clear(after)
		for state, mask := range t.masks[i] {
			shift(after, mine, mask, (int(mv.State)-state)*t.strides[i])
		}
		copy(mine, after)
	}
}

// shift adds to a set the numbers of another that are in a mask, each greater by some.
func shift(to, from, mask []uint64, by int) {
	for i := range from {
		w := from[i] & mask[i]
		if w == 0 {
			continue
		}
		at := i*wordBits + by // of the word's first bit; below 0 for bits that are none
		if at < 0 {
			to[0] |= w >> -at
			continue
		}
		word, bit := at/wordBits, at%wordBits
		to[word] |= w << bit
		if high := w >> (wordBits - bit); bit > 0 && high != 0 {
			to[word+1] |= high
		}
	}
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

// beginnings are the nodes in which a session may begin: one, unless the connection decides about a region that is in
// them.
func (m *Machine) beginnings() []Config { return m.beginningsOf(m.InNodes) }

// Beginnings are all configurations in which a session may begin: one, unless the connection decides about a region.
func (m *Machine) Beginnings() []Config { return m.beginningsOf(func(int) bool { return true }) }

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
