package lsharp

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/learn/mealy"
)

// reference is a machine that the learned one may be like.
type reference struct {
	*mealy.Machine
	access     [][]int // the shortest word to each state
	separation *mealy.Separation
}

// refer prepares the reference; without one every rule about it has nothing to do.
func (l *learner) refer() {
	l.reference = &reference{Machine: &mealy.Machine{}}
	if l.Reference != nil {
		least, _ := l.Reference.Minimal()
		access, _ := least.Access()
		l.reference = &reference{least, access, least.Separation()}
	}
}

// leads reports whether a word is the reference's way to a state.
func (r *reference) leads(word []int) bool { return r.state(word) >= 0 }

// state is the state of the reference that a word is the way to, -1 for another word.
func (r *reference) state(word []int) int {
	return slices.IndexFunc(r.access, func(a []int) bool { return slices.Equal(a, word) })
}

// rebuild asks an access word of the reference, and after it the word that tells its state from the first state of the
// basis to which the access word may still lead.
func (l *learner) rebuild() [][]int {
	var words [][]int
	for s, way := range l.reference.access {
		if len(way) == 0 || !slices.Contains(l.basis, l.tree.find(0, way[:len(way)-1])) {
			continue
		}
		n := l.tree.find(0, way)
		if slices.Contains(l.basis, n) {
			continue
		}
		for b, q := range l.basis {
			other := l.reference.state(l.word(q))
			if other < 0 || other == s || n != nothing && l.tree.apart(n, l.basis[b]) != nil {
				continue
			}
			tells := l.reference.separation.Word(s, other)
			if asked := l.fresh([][]int{join(way, tells), join(l.word(q), tells)}); len(asked) > 0 {
				words = append(words, asked...)
				break
			}
		}
	}
	return words
}

// match asks the word that tells two states apart where the reference has another state after an input than the learner
// (match separation). Where two states of the reference match one node, it asks the word that tells these two apart
// (match refinement).
func (l *learner) match() [][]int {
	if len(l.reference.Next) == 0 {
		return nil
	}
	var words [][]int
	matches := make([][]int, len(l.basis))
	for b, q := range l.basis {
		matches[b] = l.matching(q)
		for _, other := range matches[b][1:] {
			words = append(words, join(l.word(q), l.reference.separation.Word(matches[b][0], other)))
		}
	}
	l.frontier(func(parent, input, child int) {
		to := l.candidates(child)[0]
		for _, s := range matches[parent] {
			expected := l.reference.Next[s][input]
			if slices.Contains(matches[to], expected) {
				continue
			}
			tells := l.reference.separation.Word(expected, matches[to][0])
			words = append(words, join(l.word(child), tells), join(l.word(l.basis[to]), tells))
		}
	})
	return words
}

// matchDepth is how many inputs after a node are compared with the reference. The words that tell states apart are
// short.
const matchDepth = 3

// matching are the states of the reference whose answers are most like those after a node.
func (l *learner) matching(n int) []int {
	var best []int
	most := -1.0
	for s := range l.reference.Next {
		alike, all := l.agree(n, s, matchDepth)
		share := float64(alike) / float64(max(all, 1))
		if share > most {
			best, most = nil, share
		}
		if share == most {
			best = append(best, s)
		}
	}
	return best
}

// agree counts the answers after a node, and those of them that a state of the reference gives too.
func (l *learner) agree(n, s, depth int) (alike, all int) {
	if depth == 0 {
		return 0, 0
	}
	for i, child := range l.tree.nodes[n].next {
		if child == nothing {
			continue
		}
		all++
		if l.tree.nodes[n].out[i] == l.reference.Out[s][i] {
			alike++
		}
		a, b := l.agree(child, l.reference.Next[s][i], depth-1)
		alike, all = alike+a, all+b
	}
	return alike, all
}
