package lsharp

import (
	"errors"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec/learn/mealy"
)

// random is a machine of the given size. An answer says nothing for most inputs, so that states are hard to tell apart.
func random(seed uint64, states, inputs int) *mealy.Machine {
	r := rand.New(rand.NewPCG(seed, 1))
	m := &mealy.Machine{}
	for i := range inputs {
		m.Inputs = append(m.Inputs, fmt.Sprint("i", i))
	}
	for range states {
		next, out := make([]int, inputs), make([]string, inputs)
		for i := range inputs {
			next[i], out[i] = r.IntN(states), "200"
			if r.IntN(4) == 0 {
				out[i] = "503"
			}
		}
		m.Next, m.Out = append(m.Next, next), append(m.Out, out)
	}
	least, _ := m.Minimal()
	return least
}

// served answers for a machine, as a server does.
type served struct {
	*mealy.Machine
	flips  *rand.Rand // of answers; nil: none
	oneOf  int        // so many answers one is wrong
	longer [][]int    // words that were asked
}

func (s *served) Ask(words [][]int) ([][]string, error) {
	var all [][]string
	for _, w := range words {
		out, _ := s.Run(0, w)
		if s.flips != nil && s.flips.IntN(s.oneOf) == 0 {
			out[s.flips.IntN(len(out))] = "421"
		}
		all = append(all, out)
		s.longer = append(s.longer, w)
	}
	return all, nil
}

// learnt learns a machine, and says what it has cost.
func learnt(t *testing.T, s *served, o Options) (*mealy.Machine, *Steady) {
	t.Helper()
	teacher := &Steady{Target: s, Inputs: s.Inputs, Budget: 1 << 20}
	o.Inputs = s.Inputs
	m, err := Learn(teacher, o)
	if err != nil {
		t.Fatal(err)
	}
	return m, teacher
}

// TestLearn: machines at random are learned exactly, and again to the same machine; the words that learning itself
// needs are a few for each transition.
func TestLearn(t *testing.T) {
	const tests = 2000
	for seed := range uint64(20) {
		states, inputs := 2+int(seed)%15, 3+int(seed)%7
		m := random(seed, states, inputs)
		got, teacher := learnt(t, &served{Machine: m}, Options{Tests: tests, Seed: seed})
		if word := mealy.Difference(m, got); word != nil || len(got.Next) != len(m.Next) {
			t.Errorf("seed %d: %d states instead of %d; they differ at %v", seed, len(got.Next), len(m.Next), word)
		}
		again, _ := learnt(t, &served{Machine: m}, Options{Tests: tests, Seed: seed + 100})
		if !slices.EqualFunc(got.Next, again.Next, slices.Equal) || !slices.EqualFunc(got.Out, again.Out, slices.Equal) {
			t.Errorf("seed %d: another seed of the tests gives another machine", seed)
		}
		if bound := 4*len(m.Next)*inputs + 2*tests; teacher.Queries > bound {
			t.Errorf("seed %d: %d queries for %d states and %d inputs, more than %d", seed, teacher.Queries, len(m.Next), inputs, bound)
		}
	}
}

// TestReference: with the right reference nothing has to be found by chance, and learning costs a few queries a
// transition; with one that is nearly right the right machine is learned; so is it with one of another machine.
func TestReference(t *testing.T) {
	for seed := range uint64(12) {
		m := random(seed, 4+2*int(seed), 8)
		got, teacher := learnt(t, &served{Machine: m}, Options{Reference: m})
		if mealy.Difference(m, got) != nil {
			t.Errorf("seed %d: another machine than the reference", seed)
		}
		if bound := (2 + bits.Len(uint(len(m.Next)))) * len(m.Next) * len(m.Inputs); teacher.Queries > bound {
			t.Errorf("seed %d: %d queries, more than %d", seed, teacher.Queries, bound)
		}
		for what, reference := range map[string]*mealy.Machine{"mutated": mutated(m, seed), "of another machine": random(seed+99, 9, 8)} {
			got, _ := learnt(t, &served{Machine: m}, Options{Reference: reference, Tests: 1500, Seed: seed})
			if word := mealy.Difference(m, got); word != nil {
				t.Errorf("seed %d: the reference is %s, and the machine learned is wrong at %v", seed, what, word)
			}
		}
	}
}

// TestLock: a state that only one word of eight inputs leads to is found by the reference, and not by chance.
func TestLock(t *testing.T) {
	const digits, inputs = 8, 10
	lock := &mealy.Machine{Inputs: random(0, 2, inputs).Inputs}
	for s := range digits + 1 {
		next, out := make([]int, inputs), slices.Repeat([]string{"no"}, inputs)
		if s == digits {
			out[0] = "open"
		} else {
			next[s*7%inputs] = s + 1
		}
		lock.Next, lock.Out = append(lock.Next, next), append(lock.Out, out)
	}
	got, teacher := learnt(t, &served{Machine: lock}, Options{Reference: lock, Tests: 100})
	if mealy.Difference(lock, got) != nil || teacher.Queries > (digits+1)*digits*inputs+100 {
		t.Errorf("%d states with %d queries", len(got.Next), teacher.Queries)
	}
	if got, _ := learnt(t, &served{Machine: lock}, Options{Tests: 1000}); len(got.Next) > 1 {
		t.Errorf("%d states by chance", len(got.Next))
	}
}

// mutated is a machine with an answer and two transitions changed.
func mutated(m *mealy.Machine, seed uint64) *mealy.Machine {
	r := rand.New(rand.NewPCG(seed, 2))
	c := &mealy.Machine{Inputs: m.Inputs}
	for s := range m.Next {
		c.Next, c.Out = append(c.Next, slices.Clone(m.Next[s])), append(c.Out, slices.Clone(m.Out[s]))
	}
	at := func() (s, i int) { return r.IntN(len(c.Next)), r.IntN(len(c.Inputs)) }
	s, i := at()
	c.Out[s][i] = "250"
	for range 2 {
		s, i = at()
		c.Next[s][i] = r.IntN(len(c.Next))
	}
	return c
}

// TestUnsteady: answers that are wrong once in a while are voted down and told of; a target that gives two answers
// equally often is not learned at all.
func TestUnsteady(t *testing.T) {
	for seed := range uint64(10) {
		m := random(seed, 8, 6)
		flips := rand.New(rand.NewPCG(seed, 3))
		got, teacher := learnt(t, &served{Machine: m, flips: flips, oneOf: 50}, Options{Tests: 1500, Seed: seed})
		if word := mealy.Difference(m, got); word != nil {
			t.Errorf("seed %d: the machine learned is wrong at %v", seed, word)
		}
		if len(teacher.Unsure) == 0 {
			t.Errorf("seed %d: nothing is told of the wrong answers", seed)
		}
		for _, u := range teacher.Unsure {
			if u.Rate() < believed || u.Rate() == 1 || len(u.Counts) < 2 {
				t.Errorf("seed %d: %v is told to be answered %v", seed, u.Word, u.Counts)
			}
		}
		teacher = &Steady{Target: &served{Machine: m, flips: flips, oneOf: 2}, Inputs: m.Inputs, Budget: 1 << 20}
		if m, err := Learn(teacher, Options{Inputs: m.Inputs, Tests: 100}); !errors.Is(err, ErrUnsteady) {
			t.Errorf("seed %d: a target that answers by chance is learned: %v, %v", seed, m, err)
		}
	}
}

// TestLimits: no word is asked that is not allowed, nor more than the budget has, and what may not be asked is said.
func TestLimits(t *testing.T) {
	m := random(7, 6, 5)
	few := func(word []int) bool {
		n := 0
		for _, i := range word {
			if i == 0 {
				n++
			}
		}
		return n <= 2
	}
	s := &served{Machine: m}
	got, _ := learnt(t, s, Options{Allowed: few, Tests: 300})
	for _, w := range s.longer {
		if !few(w) {
			t.Fatalf("%v was asked", w)
		}
	}
	if len(got.Next) == 0 {
		t.Error("nothing was learned")
	}
	never := func(word []int) bool { return !slices.Contains(word, 0) }
	got, _ = learnt(t, s, Options{Allowed: never, Tests: 300})
	for state := range got.Next {
		if got.Out[state][0] != NotAsked || got.Next[state][0] != state {
			t.Errorf("state %d: an input that may not be asked is answered %s", state, got.Out[state][0])
		}
	}
	teacher := &Steady{Target: s, Inputs: m.Inputs, Budget: 40}
	if _, err := Learn(teacher, Options{Inputs: m.Inputs, Tests: 300}); !errors.Is(err, ErrBudget) || teacher.Queries > 40 {
		t.Errorf("%d queries of 40: %v", teacher.Queries, err)
	}
}

// ending asks a machine, and notes the words that go on behind an end that was known before they were asked.
type ending struct {
	*served
	known map[string]bool
	wrong [][]int
}

const quit = 1

func (e *ending) Ask(words [][]int) ([][]string, error) {
	ends := func(w []int) string { return fmt.Sprint(w[:slices.Index(w, quit)+1]) }
	for _, w := range words {
		if slices.Contains(w, quit) && e.known[ends(w)] {
			e.wrong = append(e.wrong, w)
		}
	}
	for _, w := range words {
		e.known[ends(w)] = true
	}
	return e.served.Ask(words)
}

// TestEnds: what comes behind an answer that ends the session is not asked.
func TestEnds(t *testing.T) {
	m := &mealy.Machine{Inputs: []string{"go", "quit"}, Next: [][]int{{0, 1}, {1, 1}}, Out: [][]string{{"200", "silent"}, {"closed", "closed"}}}
	e := &ending{served: &served{Machine: m}, known: map[string]bool{}}
	teacher := &Steady{Target: e, Inputs: m.Inputs, Budget: 1000, Ends: func(out string) bool { return out != "200" }, Over: "closed"}
	got, err := Learn(teacher, Options{Inputs: m.Inputs, Depth: 1, Tests: 50})
	if err != nil || mealy.Difference(m, got) != nil || len(e.wrong) > 0 {
		t.Errorf("%v, %v; asked behind the end: %v", got, err, e.wrong)
	}
}
