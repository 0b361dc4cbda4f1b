// Package lsharp learns a machine from the answers that it gives: L#, with a machine of reference that is tried first.
//
//	learned, err := lsharp.Learn(teacher, lsharp.Options{Inputs: names, Reference: table, Tests: 500})
//
// The learner keeps a tree of all that was asked. Two nodes of it are apart if some word was asked behind both and
// answered differently. Nodes that are apart from each other, by pairs, are the basis: each of them is a state of its
// own. The frontier are their children that are not in the basis. Until the machine is closed, the learner
//
//	promotes   a node of the frontier that is apart from the whole basis: it is a new state
//	extends    a node of the basis by an input that was not asked there
//	separates  a node of the frontier that may still be two states: by a word that tells these two apart
//
// Then it makes a hypothesis and looks for a word that the machine answers otherwise (Wp): a way to a state, a few
// inputs, and a word that tells the state where this leads from another one. First every combination of a few inputs is
// tried, then longer ones at random.
//
// A reference that is nearly right saves most of this. Its shortest words to each state, and the words that tell its
// states apart, are asked first (rebuilding). Then each node of the basis is matched with the state of the reference
// that answers most alike; where the reference has another state behind an input than the learner has, the word that
// tells them apart is asked (match separation). A reference that is wrong costs queries, and changes no result.
//
// L#: F. Vaandrager, B. Garhewal, J. Rot, T. Wißmann, A New Approach for Active Automata Learning Based on Apartness,
// TACAS 2022. With a reference: L. Kruger, S. Junges, J. Rot, State Matching and Multiple References in Adaptive Active
// Automata Learning, FM 2024.
package lsharp

import (
	"errors"
	"math/rand/v2"
	"slices"

	"github.com/portolan-ftp/portolan/spec/learn/mealy"
)

// Teacher answers words, each from the beginning. It answers a word always alike, or says ErrChanged.
type Teacher interface {
	Ask(words [][]int) ([][]string, error)
}

// Options say how to learn.
type Options struct {
	Inputs    []string
	Reference *mealy.Machine        // nil: none
	Allowed   func(word []int) bool // words that may be asked; nil: all. Every input may be asked somewhere
	Depth     int                   // after each transition every combination of so many inputs is tried, and each access word; 0: none
	Tests     int                   // random words that have to agree before a hypothesis is believed
	Seed      uint64                // of these
}

// NotAsked is the output of an input that may not be asked in a state.
const NotAsked = "not asked"

// ErrChanged says that what a teacher has answered before is not what it would answer now: it has to be asked again.
var ErrChanged = errors.New("learn: an earlier answer was wrong")

// maxChanges is how often learning begins anew because answers were wrong. Each time at least one has become right.
const maxChanges = 50

// Learn learns the machine. It is minimal, and its states are in the order of their shortest words.
func Learn(t Teacher, o Options) (*mealy.Machine, error) {
	var err error
	for range maxChanges {
		l := &learner{Options: o, teacher: t, tree: newTree(len(o.Inputs)), basis: []int{0}, random: rand.New(rand.NewPCG(o.Seed, 0))}
		l.refer()
		var m *mealy.Machine
		if m, err = l.learn(); err == nil {
			least, _ := m.Minimal()
			return least, nil
		}
		if !errors.Is(err, ErrChanged) {
			break
		}
	}
	return nil, err
}

type learner struct {
	Options
	teacher   Teacher
	tree      *tree
	basis     []int // nodes, the root first
	random    *rand.Rand
	reference *reference
}

// learn applies the first rule that has something to do, until there is nothing.
func (l *learner) learn() (*mealy.Machine, error) {
	for {
		if l.promote() {
			continue
		}
		asked := false
		for _, rule := range []func() [][]int{l.rebuild, l.extend, l.separate, l.match} {
			words := l.fresh(rule())
			if len(words) == 0 {
				continue
			}
			if err := l.ask(words); err != nil {
				return nil, err
			}
			asked = true
			break
		}
		if asked {
			continue
		}
		h := l.hypothesis()
		counter, err := l.counterexample(h)
		if err != nil {
			return nil, err
		}
		if counter == nil {
			return h, nil
		}
		if err := l.explain(h, counter); err != nil {
			return nil, err
		}
	}
}

// fresh are the words that were not asked and may be, each once. A word with which another one begins is left out.
func (l *learner) fresh(words [][]int) [][]int {
	words = slices.DeleteFunc(words, func(w []int) bool { return l.tree.find(0, w) != nothing || !l.allowed(w) })
	slices.SortFunc(words, slices.Compare)
	var out [][]int
	for k, w := range words {
		if k+1 < len(words) && len(words[k+1]) >= len(w) && slices.Equal(words[k+1][:len(w)], w) {
			continue
		}
		out = append(out, w)
	}
	return out
}

func (l *learner) allowed(word []int) bool { return l.Allowed == nil || l.Allowed(word) }

func (l *learner) ask(words [][]int) error {
	answers, err := l.teacher.Ask(words)
	if err != nil {
		return err
	}
	for k, w := range words {
		l.tree.add(w, answers[k])
	}
	return nil
}

// frontier calls yield for each child of the basis that is not in the basis.
func (l *learner) frontier(yield func(parent, input, child int)) {
	for b, q := range l.basis {
		for i, child := range l.tree.nodes[q].next {
			if child != nothing && !slices.Contains(l.basis, child) {
				yield(b, i, child)
			}
		}
	}
}

// candidates are the states of the basis that a node may be.
func (l *learner) candidates(n int) []int {
	var all []int
	for b, q := range l.basis {
		if l.tree.apart(n, q) == nil {
			all = append(all, b)
		}
	}
	return all
}

// promote takes the first node of the frontier that is no known state into the basis; those of the reference come
// first.
func (l *learner) promote() bool {
	best := nothing
	l.frontier(func(_, _, child int) {
		if (best == nothing || l.reference.leads(l.word(child)) && !l.reference.leads(l.word(best))) && len(l.candidates(child)) == 0 {
			best = child
		}
	})
	if best != nothing {
		l.basis = append(l.basis, best)
	}
	return best != nothing
}

func (l *learner) word(n int) []int { return l.tree.nodes[n].word }

// extend asks every input after each state of the basis.
func (l *learner) extend() [][]int {
	var words [][]int
	for _, q := range l.basis {
		for i := range l.Inputs {
			words = append(words, join(l.word(q), []int{i}))
		}
	}
	return words
}

// separate asks one word after each node of the frontier that may still be several states. Of the words that tell the
// first of these states from another, it takes the one that tells the most of them apart.
func (l *learner) separate() [][]int {
	var words [][]int
	l.frontier(func(_, _, child int) {
		c := l.candidates(child)
		var best []int
		most := 0
		for k := 1; k < len(c); k++ {
			tells := l.tree.apart(l.basis[c[0]], l.basis[c[k]])
			if n := l.pairs(c, tells); n > most && l.allowed(join(l.word(child), tells)) {
				best, most = tells, n
			}
		}
		if best != nil {
			words = append(words, join(l.word(child), best))
		}
	})
	return words
}

// pairs is how many pairs of states a word tells apart, as far as it was asked after them.
func (l *learner) pairs(states []int, word []int) int {
	counts, all := map[string]int{}, 0
	for _, b := range states {
		if l.tree.find(l.basis[b], word) != nothing {
			counts[l.tree.answer(l.basis[b], word)]++
			all++
		}
	}
	n := all * all
	for _, c := range counts {
		n -= c * c
	}
	return n / 2
}

// hypothesis is the machine whose states are the basis. A node of the frontier that may be several states, because the
// words that would tell are not allowed, is taken for the first.
func (l *learner) hypothesis() *mealy.Machine {
	h := &mealy.Machine{Inputs: l.Inputs}
	for b, q := range l.basis {
		next, out := slices.Repeat([]int{b}, len(l.Inputs)), slices.Clone(l.tree.nodes[q].out)
		for i, child := range l.tree.nodes[q].next {
			if child == nothing {
				out[i] = NotAsked
				continue
			}
			if s := slices.Index(l.basis, child); s >= 0 {
				next[i] = s
			} else {
				next[i] = l.candidates(child)[0]
			}
		}
		h.Next, h.Out = append(h.Next, next), append(h.Out, out)
	}
	return h
}

// say is a word for people.
func (l *learner) say(word []int) string {
	text := ""
	for _, i := range word {
		text += "; " + l.Inputs[i]
	}
	return text[min(2, len(text)):]
}

func join(a, b []int) []int { return slices.Concat(a, b) }
