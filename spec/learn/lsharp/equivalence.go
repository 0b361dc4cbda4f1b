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

// counterexample is a word after which the machine is in another state than a hypothesis says, nil if none was found.
// It is looked for in the tree first, then where the reference differs, then at random.
func (l *learner) counterexample(h *mealy.Machine) ([]int, error) {
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

// try asks words. It returns a contradiction between the tree and the hypothesis if there is one afterwards.
func (l *learner) try(h *mealy.Machine, words [][]int) ([]int, error) {
	if err := l.ask(words); err != nil {
		return nil, err
	}
	return l.contradiction(h), nil
}

// near are the words of the Wp method that find states near the known ones: an access word and an input, then every
// word of Depth inputs or an access word once more, and then the words that tell the state there from all others. The
// second access words show what the server should have forgotten: after a login, for example, they lead to where the
// session was before.
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

// contradiction is the shortest word of the tree after which the answer to some input differs from the hypothesis. An
// input that may not be asked there says nothing.
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

// test is a random word: an access word, some inputs, and a word that tells the state after them from another one.
func (l *learner) test(h *mealy.Machine, access [][]int, separation *mealy.Separation) []int {
	word := slices.Clone(access[l.random.IntN(len(access))])
	for n := 0; n < longest && (n == 0 || l.random.IntN(goOn) > 0); n++ {
		word = append(word, l.random.IntN(len(l.Inputs)))
	}
	_, at := h.Run(0, word)
	return join(word, separation.Word(at, l.random.IntN(len(h.Next))))
}
