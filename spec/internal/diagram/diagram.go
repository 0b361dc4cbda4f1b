// Package diagram keeps sets of combinations: of what several things may be at the same time. A set is a decision
// diagram, so that its size depends on what it tells apart and not on how many combinations it has: "the type is image,
// whatever mode and structure are" is one node.
//
//	s := diagram.New(4, 3) // a type of four, a structure of three
//	image := s.Is(0, 1<<1)
//	s.And(image, s.Is(1, 1<<0)) // one combination
//	s.Put(image, 0, 2)          // the type is another one now; the structure is what it was
//
// Equal sets have the same number, and each operation on two sets is done once. A Space belongs to one goroutine. It
// keeps whatever it has made.
package diagram

import (
	"encoding/binary"
	"slices"
)

// Set is the number of a set in its Space.
type Set int32

// The sets without any combination, and of all of them.
const (
	None Set = iota
	All
)

// Space has the combinations of one value for each place.
type Space struct {
	sizes []int
	nodes []node // by Set; the first two are None and All
	known map[string]Set
	done  map[task]Set
	key   []byte
}

// node tells by the value of one place which set of the later places remains.
type node struct {
	place int
	rest  []Set // by value
}

// task is an operation on one set or two.
type task struct {
	what operation
	a, b Set
}

// operation is one of the following, or, from puts on, Put or When of a place and a value.
type operation int32

const (
	and operation = iota
	or
	without
	puts
)

// New is a space with places of some sizes: the first has the values from 0 to sizes[0]-1.
func New(sizes ...int) *Space {
	end := node{place: len(sizes)}
	return &Space{sizes: sizes, nodes: []node{end, end}, known: map[string]Set{}, done: map[task]Set{}}
}

// make is the set of a node, which is none of its own where its place tells nothing.
func (s *Space) make(place int, rest []Set) Set {
	if !slices.ContainsFunc(rest, func(r Set) bool { return r != rest[0] }) {
		return rest[0]
	}
	s.key = binary.AppendUvarint(s.key[:0], uint64(place))
	for _, r := range rest {
		s.key = binary.AppendUvarint(s.key, uint64(r))
	}
	set, ok := s.known[string(s.key)]
	if !ok {
		set = Set(len(s.nodes))
		s.nodes = append(s.nodes, node{place, rest})
		s.known[string(s.key)] = set
	}
	return set
}

// Is has the combinations in which a place has one of some values, which are bits.
func (s *Space) Is(place int, values uint64) Set {
	rest := make([]Set, s.sizes[place])
	for v := range rest {
		if values&(1<<v) != 0 {
			rest[v] = All
		}
	}
	return s.make(place, rest)
}

// And has the combinations in both sets.
func (s *Space) And(a, b Set) Set {
	switch {
	case a == None || b == None:
		return None
	case a == All || a == b:
		return b
	case b == All:
		return a
	}
	return s.join(task{and, min(a, b), max(a, b)})
}

// Or has the combinations in one of the sets.
func (s *Space) Or(a, b Set) Set {
	switch {
	case a == All || b == All:
		return All
	case a == None || a == b:
		return b
	case b == None:
		return a
	}
	return s.join(task{or, min(a, b), max(a, b)})
}

// Without has the combinations in a alone.
func (s *Space) Without(a, b Set) Set {
	switch {
	case a == None || b == All || a == b:
		return None
	case b == None:
		return a
	}
	return s.join(task{without, a, b})
}

// join does an operation on two sets value by value.
func (s *Space) join(t task) Set {
	if set, ok := s.done[t]; ok {
		return set
	}
	place := min(s.nodes[t.a].place, s.nodes[t.b].place)
	rest := make([]Set, s.sizes[place])
	for v := range rest {
		a, b := s.at(t.a, place, v), s.at(t.b, place, v)
		switch t.what {
		case and:
			rest[v] = s.And(a, b)
		case or:
			rest[v] = s.Or(a, b)
		case without:
			rest[v] = s.Without(a, b)
		}
	}
	set := s.make(place, rest)
	s.done[t] = set
	return set
}

// at is what remains of a set when a place that no earlier one tells apart has a value.
func (s *Space) at(set Set, place, value int) Set {
	if n := &s.nodes[set]; n.place == place {
		return n.rest[value]
	}
	return set
}

// Put has what becomes of the combinations of a set when a place gets a value.
func (s *Space) Put(set Set, place, value int) Set {
	return s.and(s.turn(set, place, value, 0, func(rest []Set) Set {
		any := None
		for _, r := range rest {
			any = s.Or(any, r)
		}
		return any
	}), place, value)
}

// When has the combinations that are in a set after Put.
func (s *Space) When(set Set, place, value int) Set {
	return s.turn(set, place, value, 1, func(rest []Set) Set { return rest[value] })
}

// and has the combinations of a set in which a place has a value.
func (s *Space) and(set Set, place, value int) Set { return s.And(set, s.Is(place, 1<<value)) }

// turn takes a place out of a set: to tells what remains of what each value of the place left. kind tells Put from
// When.
func (s *Space) turn(set Set, place, value, kind int, to func(rest []Set) Set) Set {
	n := &s.nodes[set]
	switch {
	case n.place > place:
		return set
	case n.place == place:
		return to(n.rest)
	}
	t := task{puts + operation((place*maxValues+value)*2+kind), set, None}
	if known, ok := s.done[t]; ok {
		return known
	}
	at, rest := n.place, slices.Clone(n.rest)
	for v := range rest {
		rest[v] = s.turn(rest[v], place, value, kind, to)
	}
	turned := s.make(at, rest)
	s.done[t] = turned
	return turned
}

// maxValues is how many values a place may have: Is takes them as bits.
const maxValues = 64

// First is the first combination of a set that has some.
func (s *Space) First(set Set) []int {
	combination := make([]int, len(s.sizes))
	for set > All {
		n := &s.nodes[set]
		v := slices.IndexFunc(n.rest, func(r Set) bool { return r != None })
		combination[n.place], set = v, n.rest[v]
	}
	return combination
}

// Len is how many combinations a set has.
func (s *Space) Len(set Set) int { return s.count(set, 0) }

// count is how many combinations of the places from one on a set has.
func (s *Space) count(set Set, from int) int {
	if set == None {
		return 0
	}
	n, count := &s.nodes[set], 1
	for place := from; place < n.place; place++ {
		count *= s.sizes[place]
	}
	if set == All {
		return count
	}
	some := 0
	for _, r := range n.rest {
		some += s.count(r, n.place+1)
	}
	return count * some
}
