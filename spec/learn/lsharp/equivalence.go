package lsharp

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/learn/mealy"
)

// How words at random are made, and how many are asked together.
const (
	testsAtOnce = 256 // so that a teacher with several sessions has work for all of them, and rarely waits for the last
	goOn        = 3   // an infix goes on with goOn-1 chances of goOn: three inputs on average
	longest     = 20  // inputs of an infix
)

// counter is a word behind which the machine is another state than a hypothesis says, nil if none was found: in the
// tree first, then where the reference differs, then at random.
func (l *learner) counter(h *mealy.Machine) ([]int, error) {
	if word := l.contradiction(h); word != nil {
		return word, nil
	}
	if words := l.fresh(l.against(h)); len(words) > 0 {
		if word, err := l.try(h, words); word != nil || err != nil {
			return word, err
		}
	}
	access, _ := h.Access()
	separation := h.Separation()
	for some := range slices.Chunk(l.fresh(l.near(h, access, separation)), testsAtOnce) {
		if word, err := l.try(h, some); word != nil || err != nil {
			return word, err
		}
	}
	for left := l.Tests; left > 0; left -= testsAtOnce {
		var words [][]int
		for range min(left, testsAtOnce) {
			words = append(words, l.test(h, access, separation))
		}
		if word, err := l.try(h, l.fresh(words)); word != nil || err != nil {
			return word, err
		}
	}
	return nil, nil
}

// try asks words, and gives a contradiction if there is one then.
func (l *learner) try(h *mealy.Machine, words [][]int) ([]int, error) {
	if err := l.ask(words); err != nil {
		return nil, err
	}
	return l.contradiction(h), nil
}

// near are words of Wp that find the states near the known ones: the way to a state and an input, then every word of
// Depth inputs, or the way to a state once more, and then what tells the state there from all others. The ways are
// those that what should have been forgotten is seen by: a session that begins afresh comes by them to where it was.
func (l *learner) near(h *mealy.Machine, access [][]int, separation *mealy.Separation) [][]int {
	if l.Depth == 0 {
		return nil
	}
	infixes := slices.Clone(access)
	infixes = append(infixes, l.all(l.Depth)...)
	var words [][]int
	for _, way := range access {
		for i := range l.Inputs {
			for _, infix := range infixes {
				word := slices.Concat(way, []int{i}, infix)
				_, at := h.Run(0, word)
				for other := range h.Next {
					if other != at {
						words = append(words, join(word, separation.Word(at, other)))
					}
				}
			}
		}
	}
	return words
}

// all are all words of a length.
func (l *learner) all(length int) [][]int {
	words := [][]int{{}}
	for range length {
		var longer [][]int
		for _, w := range words {
			for i := range l.Inputs {
				longer = append(longer, join(w, []int{i}))
			}
		}
		words = longer
	}
	return words
}

// contradiction is the shortest word of the tree behind which some input is answered otherwise than the hypothesis
// says. What may not be asked behind a state says nothing.
func (l *learner) contradiction(h *mealy.Machine) []int {
	type place struct{ node, state int }
	queue := []place{{0, 0}}
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		n := &l.tree.nodes[p.node]
		for i, child := range n.next {
			switch {
			case child == nothing || l.tree.nodes[l.basis[p.state]].next[i] == nothing:
			case n.out[i] != h.Out[p.state][i]:
				return n.word
			default:
				queue = append(queue, place{child, h.Next[p.state][i]})
			}
		}
	}
	return nil
}

// against are the shortest words that the reference answers otherwise than the hypothesis, one for each pair of states.
func (l *learner) against(h *mealy.Machine) [][]int {
	if len(l.reference.Next) == 0 {
		return nil
	}
	type pair struct{ h, r int }
	words := map[pair][]int{{}: {}}
	queue := []pair{{}}
	var all [][]int
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		for i := range l.Inputs {
			word := join(words[p], []int{i})
			if h.Out[p.h][i] != l.reference.Out[p.r][i] {
				all = append(all, word)
			}
			to := pair{h.Next[p.h][i], l.reference.Next[p.r][i]}
			if words[to] == nil {
				words[to] = word
				queue = append(queue, to)
			}
		}
	}
	return all
}

// test is a word at random: a way to a state, some inputs, and what tells the state behind them from another one.
func (l *learner) test(h *mealy.Machine, access [][]int, separation *mealy.Separation) []int {
	word := slices.Clone(access[l.random.IntN(len(access))])
	for n := 0; n < longest && (n == 0 || l.random.IntN(goOn) > 0); n++ {
		word = append(word, l.random.IntN(len(l.Inputs)))
	}
	_, at := h.Run(0, word)
	return join(word, separation.Word(at, l.random.IntN(len(h.Next))))
}
