package diagram

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// plain is a set the plain way: the combinations by number.
type plain map[[3]int]bool

// Each operation does what it does with sets of combinations that are listed.
func TestOperations(t *testing.T) {
	sizes := []int{4, 2, 3}
	s, r := New(sizes...), rand.New(rand.NewPCG(1, 2))
	sets, lists := []Set{None, All}, []plain{{}, of(func([3]int) bool { return true })}
	add := func(what string, set Set, is func(c [3]int) bool) {
		list := of(is)
		for i := range lists {
			if same := len(alone(list, lists[i]))+len(alone(lists[i], list)) == 0; same != (set == sets[i]) {
				t.Fatalf("%s: %v and %v are %t, their numbers are %d and %d", what, list, lists[i], same, set, sets[i])
			}
		}
		if s.Len(set) != len(list) {
			t.Fatalf("%s: %d combinations, want %d", what, s.Len(set), len(list))
		}
		if len(list) > 0 && !list[[3]int(s.First(set))] {
			t.Fatalf("%s: %v is not in %v", what, s.First(set), list)
		}
		sets, lists = append(sets, set), append(lists, list)
	}
	for range 400 {
		i, j := r.IntN(len(sets)), r.IntN(len(sets))
		a, b, place := lists[i], lists[j], r.IntN(len(sizes))
		value, values := r.IntN(sizes[place]), r.Uint64N(1<<sizes[place])
		with := func(c [3]int) [3]int { c[place] = value; return c }
		switch r.IntN(6) {
		case 0:
			add("is", s.Is(place, values), func(c [3]int) bool { return values&(1<<c[place]) != 0 })
		case 1:
			add("and", s.And(sets[i], sets[j]), func(c [3]int) bool { return a[c] && b[c] })
		case 2:
			add("or", s.Or(sets[i], sets[j]), func(c [3]int) bool { return a[c] || b[c] })
		case 3:
			add("without", s.Without(sets[i], sets[j]), func(c [3]int) bool { return a[c] && !b[c] })
		case 4:
			add("put", s.Put(sets[i], place, value), func(c [3]int) bool {
				return c[place] == value && slices.ContainsFunc(keys(a), func(k [3]int) bool { return with(k) == c })
			})
		case 5:
			add("when", s.When(sets[i], place, value), func(c [3]int) bool { return a[with(c)] })
		}
	}
}

// A set that tells little is small, however many combinations it has.
func TestSmall(t *testing.T) {
	sizes := make([]int, 40)
	for i := range sizes {
		sizes[i] = 3
	}
	s := New(sizes...)
	set := All
	for i := range sizes {
		set = s.And(set, s.Is(i, 0b011))
	}
	for i := range sizes {
		set = s.Or(set, s.Put(set, i, 2))
	}
	if len(s.nodes) > len(sizes)*len(sizes) {
		t.Errorf("%d nodes", len(s.nodes))
	}
}

// of lists the combinations of which something is true.
func of(is func(c [3]int) bool) plain {
	list := plain{}
	for a := range 4 {
		for b := range 2 {
			for c := range 3 {
				if at := [3]int{a, b, c}; is(at) {
					list[at] = true
				}
			}
		}
	}
	return list
}

func alone(a, b plain) plain { return of(func(c [3]int) bool { return a[c] && !b[c] }) }

func keys(p plain) [][3]int {
	var all [][3]int
	for c := range p {
		all = append(all, c)
	}
	return all
}
