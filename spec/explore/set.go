package explore

import (
	"encoding/binary"
	"math/bits"
)

// Set is a set of valuations of the policies, by their numbers in Graph.Valuations. The empty set is nil. A Set is
// never changed, so that nodes and edges share them.
type Set []uint64

// NewSet is the set of the numbers below n for which has is true.
func NewSet(n int, has func(int) bool) Set {
	s := make(Set, (n+wordBits-1)/wordBits)
	some := false
	for i := range n {
		if has(i) {
			s[i/wordBits] |= 1 << (i % wordBits)
			some = true
		}
	}
	if !some {
		return nil
	}
	return s
}

// And are the valuations in both sets.
func (s Set) And(t Set) Set {
	switch {
	case !s.Meets(t):
		return nil
	case s.within(t):
		return s
	case t.within(s):
		return t
	}
	return combine(s, t, func(a, b uint64) uint64 { return a & b })
}

// Without are the valuations in s alone.
func (s Set) Without(t Set) Set {
	switch {
	case s == nil || t == nil:
		return s
	case !s.Meets(t):
		return s
	case s.within(t):
		return nil
	}
	return combine(s, t, func(a, b uint64) uint64 { return a &^ b })
}

// Or are the valuations in one of the sets.
func (s Set) Or(t Set) Set {
	switch {
	case s == nil || t != nil && s.within(t):
		return t
	case t == nil || t.within(s):
		return s
	}
	return combine(s, t, func(a, b uint64) uint64 { return a | b })
}

// combine joins two sets word by word.
func combine(s, t Set, word func(a, b uint64) uint64) Set {
	both, some := make(Set, len(s)), uint64(0)
	for i := range s {
		both[i] = word(s[i], t[i])
		some |= both[i]
	}
	if some == 0 {
		return nil
	}
	return both
}

// within reports whether t has all of s, which is not empty.
func (s Set) within(t Set) bool {
	for i := range s {
		if s[i]&^t[i] != 0 {
			return false
		}
	}
	return true
}

// Meets reports whether the sets have a valuation in common.
func (s Set) Meets(t Set) bool {
	for i := range min(len(s), len(t)) {
		if s[i]&t[i] != 0 {
			return true
		}
	}
	return false
}

// Covers reports whether s has all of t.
func (s Set) Covers(t Set) bool { return t == nil || s != nil && t.within(s) }

// Has reports whether the valuation with a number is in the set.
func (s Set) Has(n int) bool { return s != nil && s[n/wordBits]&(1<<(n%wordBits)) != 0 }

// First is the smallest number in the set, -1 if it is empty.
func (s Set) First() int {
	for i, word := range s {
		if word != 0 {
			return i*wordBits + bits.TrailingZeros64(word)
		}
	}
	return -1
}

// Len is how many valuations the set has.
func (s Set) Len() int {
	n := 0
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

// Under are the valuations of a graph of which something is true.
func (g *Graph) Under(is func(valuation []uint8) bool) Set {
	return NewSet(len(g.Valuations), func(i int) bool { return is(g.Valuations[i]) })
}

// shared has a set once, however often it is made: there are some hundred different ones among the edges, and a million
// edges.
type shared map[string]Set

// set is the same set as another one, which is like most of them.
func (k shared) set(s, most Set) Set {
	if s == nil || &s[0] == &most[0] {
		return s
	}
	var room [64]byte
	key := room[:0]
	for _, word := range s {
		key = binary.LittleEndian.AppendUint64(key, word)
	}
	known, ok := k[string(key)]
	if !ok {
		k[string(key)], known = s, s
	}
	return known
}
