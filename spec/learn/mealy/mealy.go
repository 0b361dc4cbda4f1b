// Package mealy has finite machines that answer each input with an output, and says where two of their states differ.
//
//	m := &mealy.Machine{Inputs: []string{"RNFR", "RNTO"}, Next: …, Out: …}
//	m.Run(0, word)                     // what it answers, and where it is then
//	mealy.Difference(learned, table)   // the shortest word that the two answer differently
//
// State 0 is where a machine begins. Every state has every input. Inputs are numbers, and a word is a slice of them.
package mealy

import "slices"

// Machine is a deterministic machine.
type Machine struct {
	Inputs []string
	Next   [][]int    // by state and input
	Out    [][]string // by state and input
}

// Run is what a machine answers to a word, and the state behind it.
func (m *Machine) Run(from int, word []int) (out []string, to int) {
	to = from
	for _, i := range word {
		out = append(out, m.Out[to][i])
		to = m.Next[to][i]
	}
	return out, to
}

// Access are the shortest words to all states, the first ones by the order of the inputs; nil for a state that no word
// leads to. The states of the second result are those that can be reached, the nearest first.
func (m *Machine) Access() (words [][]int, order []int) {
	words = make([][]int, len(m.Next))
	words[0], order = []int{}, []int{0}
	for n := 0; n < len(order); n++ {
		for i, to := range m.Next[order[n]] {
			if words[to] == nil {
				words[to] = append(slices.Clip(slices.Clone(words[order[n]])), i)
				order = append(order, to)
			}
		}
	}
	return words, order
}

// Minimal is the smallest machine that answers alike, its states in the order of their shortest words. Of tells which
// of its states one of m has become, -1 for one that cannot be reached.
func (m *Machine) Minimal() (least *Machine, of []int) {
	_, order := m.Access()
	apart := m.Separation()
	of = slices.Repeat([]int{-1}, len(m.Next))
	var kept []int
	for _, s := range order {
		n := slices.IndexFunc(kept, func(k int) bool { return apart.Word(s, k) == nil })
		if n < 0 {
			n, kept = len(kept), append(kept, s)
		}
		of[s] = n
	}
	least = &Machine{Inputs: m.Inputs}
	for _, s := range kept {
		next := make([]int, len(m.Inputs))
		for i, to := range m.Next[s] {
			next[i] = of[to]
		}
		least.Next, least.Out = append(least.Next, next), append(least.Out, slices.Clone(m.Out[s]))
	}
	return least, of
}

// Separation has a shortest word for each pair of states that are answered differently.
type Separation struct {
	machine *Machine
	by      []int // by pair: the first input of its word; none for states that are alike
}

// alike stands for the word of two states that nothing tells apart.
const alike = -1

// Separation finds the words for all pairs of states: first the pairs that one input tells apart, then those from which
// an input leads to such a pair, and so on.
func (m *Machine) Separation() *Separation {
	n := len(m.Next)
	s := &Separation{m, slices.Repeat([]int{alike}, n*n)}
	found := s.level(func(a, b, i int) bool { return m.Out[a][i] != m.Out[b][i] })
	for found {
		before := slices.Clone(s.by)
		found = s.level(func(a, b, i int) bool { return before[m.Next[a][i]*n+m.Next[b][i]] != alike })
	}
	return s
}

// level gives a first input to pairs that have none; it reports whether there was such a pair.
func (s *Separation) level(tells func(a, b, input int) bool) bool {
	n, found := len(s.machine.Next), false
	for a := range n {
		for b := range a {
			for i := range s.machine.Inputs {
				if s.by[a*n+b] == alike && tells(a, b, i) {
					s.by[a*n+b], s.by[b*n+a], found = i, i, true
				}
			}
		}
	}
	return found
}

// Word is a shortest word that two states answer differently, nil if there is none.
func (s *Separation) Word(a, b int) []int {
	n := len(s.machine.Next)
	var word []int
	for a != b && s.by[a*n+b] != alike {
		i := s.by[a*n+b]
		word = append(word, i)
		if s.machine.Out[a][i] != s.machine.Out[b][i] {
			return word
		}
		a, b = s.machine.Next[a][i], s.machine.Next[b][i]
	}
	return nil
}

// Difference is a shortest word that two machines with the same inputs answer differently, nil if there is none.
func Difference(a, b *Machine) []int {
	both := &Machine{Inputs: a.Inputs, Next: slices.Clone(a.Next), Out: slices.Concat(a.Out, b.Out)}
	for _, next := range b.Next {
		moved := make([]int, len(next))
		for i, to := range next {
			moved[i] = to + len(a.Next)
		}
		both.Next = append(both.Next, moved)
	}
	return both.Separation().Word(0, len(a.Next))
}
