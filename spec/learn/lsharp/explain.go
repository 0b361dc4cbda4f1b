package lsharp

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec/learn/mealy"
)

// explain processes a counterexample: it halves the word, and asks its parts, until the tree shows a node of the
// frontier that is apart from the state that the hypothesis takes it for.
func (l *learner) explain(h *mealy.Machine, word []int) error {
	for {
		n := l.tree.find(0, word)
		begin := l.inside(word)
		if len(word) <= begin {
			return nil
		}
		_, s := h.Run(0, word)
		tells := l.tree.apart(n, l.basis[s])
		if tells == nil {
			return fmt.Errorf("learn: %v is no counterexample", word)
		}
		half := l.half(h, word, begin, tells)
		if half < 0 {
			return fmt.Errorf("learn: the limits do not allow to ask what tells a state apart: %s", l.say(join(word, tells)))
		}
		_, at := h.Run(0, word[:half])
		other := join(l.word(l.basis[at]), word[half:])
		whole := [][]int{join(other, tells)}
		if err := l.ask(l.fresh(whole)); err != nil {
			return err
		}
		if l.tree.apart(l.tree.find(0, word[:half]), l.basis[at]) != nil {
			word = word[:half]
		} else {
			word = other
		}
	}
}

// half is where to halve a word: as near as possible to the middle of what follows its beginning, at a place where the
// word that is asked next is allowed. It is -1 where there is no such place.
func (l *learner) half(h *mealy.Machine, word []int, begin int, tells []int) int {
	best, middle := -1, begin+(len(word)-begin)/2
	for k := begin; k < len(word); k++ {
		_, at := h.Run(0, word[:k])
		nearer := best < 0 || max(k-middle, middle-k) < max(best-middle, middle-best)
		if nearer && l.allowed(slices.Concat(l.word(l.basis[at]), word[k:], tells)) {
			best = k
		}
	}
	return best
}

// inside is the length of the beginning of a word that leads to the frontier.
func (l *learner) inside(word []int) int {
	at := 0
	for k, i := range word {
		if !slices.Contains(l.basis, at) {
			return k
		}
		at = l.tree.nodes[at].next[i]
	}
	return len(word)
}
