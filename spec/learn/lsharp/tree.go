package lsharp

import "slices"

// tree is the observation tree: everything that was asked, each word from its root. Nothing is ever taken out of it.
type tree struct {
	inputs int
	nodes  []node
	known  map[[2]int][]int // words that tell two nodes apart; what is told apart once stays so
}

// node is what is known of the machine after one word.
type node struct {
	word []int
	next []int    // by input, -1 where nothing was asked
	out  []string // by input
}

const nothing = -1

func newTree(inputs int) *tree {
	t := &tree{inputs: inputs, known: map[[2]int][]int{}}
	t.grow([]int{})
	return t
}

func (t *tree) grow(word []int) int {
	t.nodes = append(t.nodes, node{word: word, next: slices.Repeat([]int{nothing}, t.inputs), out: make([]string, t.inputs)})
	return len(t.nodes) - 1
}

// add adds what a word was answered. The teacher answers a word always alike.
func (t *tree) add(word []int, out []string) {
	at := 0
	for k, i := range word {
		if t.nodes[at].next[i] == nothing {
			to := t.grow(word[:k+1])
			t.nodes[at].next[i], t.nodes[at].out[i] = to, out[k]
		}
		at = t.nodes[at].next[i]
	}
}

// find is the node that a word leads to from another node, nothing where that was not asked.
func (t *tree) find(from int, word []int) int {
	for _, i := range word {
		if from = t.nodes[from].next[i]; from == nothing {
			return nothing
		}
	}
	return from
}

// answer is the answer to a word after a node, in one string.
func (t *tree) answer(from int, word []int) string {
	text := ""
	for _, i := range word {
		text += t.nodes[from].out[i] + "\n"
		from = t.nodes[from].next[i]
	}
	return text
}

// apart is a shortest word that was asked after both nodes and answered differently, nil for none: a witness that they
// are not the same state.
func (t *tree) apart(a, b int) []int {
	key := [2]int{min(a, b), max(a, b)}
	if word := t.known[key]; word != nil {
		return word
	}
	type pair struct {
		a, b int
		word []int
	}
	queue := []pair{{a, b, nil}}
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		x, y := &t.nodes[p.a], &t.nodes[p.b]
		for i := range t.inputs {
			if x.next[i] == nothing || y.next[i] == nothing {
				continue
			}
			word := append(slices.Clip(p.word), i)
			if x.out[i] != y.out[i] {
				t.known[key] = word
				return word
			}
			queue = append(queue, pair{x.next[i], y.next[i], word})
		}
	}
	return nil
}
