package lsharp

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Target is what is learned. Its answers to one word may differ from time to time.
type Target interface {
	Ask(words [][]int) ([][]string, error)
}

// Steady makes a teacher of a target: what is answered in two ways is asked again, and the answer is that of most.
type Steady struct {
	Target  Target
	Inputs  []string
	Ends    func(out string) bool // behind such an answer every input is answered by Over; nil: there is none
	Over    string
	Budget  int // queries that may be asked
	Queries int // that were asked
	Steps   int // that they had together
	Unsure  []Unsure
	root    answers
}

// Unsure is an answer that does not come each time.
type Unsure struct {
	Word   []int // its last input is answered in several ways
	Counts map[string]int
}

// Rate is how often the most frequent answer came.
func (u *Unsure) Rate() float64 {
	_, most, all := majority(u.Counts)
	return float64(most) / float64(all)
}

// ErrBudget says that no more queries may be asked, and ErrUnsteady that no answer comes often enough.
var (
	ErrBudget   = errors.New("learn: the budget of queries is used up")
	ErrUnsteady = errors.New("learn: the target does not answer alike")
)

// How often a word is asked again, and in what part of all times the believed answer has to come. A server that is late
// now and then still gives the right answer nearly always.
const (
	repeats  = 9
	believed = 0.7
)

// answers are those after one word.
type answers struct {
	by map[int]*answer
}

// answer is an answer to an input, and what came after it while this answer was the believed one.
type answer struct {
	counts map[string]int
	told   string // what the learner was told last
	unsure bool   // it stands among the answers that do not come each time
	answers
}

// Forget forgets all answers, and what was unsure about them: the target is going to be asked in another way. The
// budget stays used.
func (s *Steady) Forget() { s.root, s.Unsure = answers{}, nil }

// Ask answers from what is known, and asks the target for the rest.
func (s *Steady) Ask(words [][]int) ([][]string, error) {
	out := make([][]string, len(words))
	for {
		var unknown [][]int
		for k, w := range words {
			if out[k] = s.known(w); out[k] == nil {
				unknown = append(unknown, w)
			}
		}
		if len(unknown) == 0 {
			return out, nil
		}
		if err := s.Again(unknown); err != nil { // what was known of other words may be forgotten behind it
			return nil, err
		}
	}
}

// Again asks the target, whether the answers are known or not. The error is ErrChanged where another answer is believed
// afterwards than the learner was told.
func (s *Steady) Again(words [][]int) error {
	outs, err := s.query(words)
	if err != nil {
		return err
	}
	changed := false
	for k, w := range words {
		s.count(w, outs[k])
		for s.doubtful(w) {
			more, err := s.query(slices.Repeat([][]int{w}, repeats))
			if err != nil {
				return err
			}
			for _, out := range more {
				s.count(w, out)
			}
		}
		different, err := s.tell(w)
		if err != nil {
			return err
		}
		changed = changed || different
	}
	if changed {
		return ErrChanged
	}
	return nil
}

func (s *Steady) query(words [][]int) ([][]string, error) {
	if s.Queries+len(words) > s.Budget {
		return nil, ErrBudget
	}
	if len(words) == 0 {
		return nil, nil
	}
	s.Queries += len(words)
	for _, w := range words {
		s.Steps += len(w)
	}
	return s.Target.Ask(words)
}

// count adds an answer. Answers that follow one that is not believed say nothing about this word. Where another answer
// is believed from now on, those that followed the old one say nothing either.
func (s *Steady) count(word []int, out []string) {
	at := &s.root
	for k, i := range word {
		if at.by == nil {
			at.by = map[int]*answer{}
		}
		a := at.by[i]
		if a == nil {
			a = &answer{counts: map[string]int{}}
			at.by[i] = a
		}
		before, _, _ := majority(a.counts)
		a.counts[out[k]]++
		now, _, _ := majority(a.counts)
		if now != before {
			a.answers = answers{}
		}
		if now != out[k] {
			return
		}
		at = &a.answers
	}
}

// doubtful reports whether some answer to a word came in several ways and was not asked often enough, or is not there.
func (s *Steady) doubtful(word []int) bool {
	at := &s.root
	for _, i := range word {
		a := at.by[i]
		if a == nil {
			return true
		}
		if _, _, all := majority(a.counts); len(a.counts) > 1 && all < repeats {
			return true
		}
		at = &a.answers
	}
	return false
}

// known is what a word is answered, nil where that is not known to its end.
func (s *Steady) known(word []int) []string {
	out := make([]string, 0, len(word))
	at := &s.root
	for _, i := range word {
		a := at.by[i]
		if a == nil {
			return nil
		}
		most, _, _ := majority(a.counts)
		out = append(out, most)
		if s.Ends != nil && s.Ends(most) {
			return append(out, slices.Repeat([]string{s.Over}, len(word)-len(out))...)
		}
		at = &a.answers
	}
	return out
}

// tell notes what the learner is told, and which answers came in several ways. It reports whether the learner was told
// something else before.
func (s *Steady) tell(word []int) (changed bool, err error) {
	at := &s.root
	for k, i := range word {
		a := at.by[i]
		if len(a.counts) > 1 && !a.unsure {
			a.unsure = true
			s.Unsure = append(s.Unsure, Unsure{slices.Clone(word[:k+1]), a.counts})
		}
		most, n, all := majority(a.counts)
		if float64(n) < believed*float64(all) {
			return false, fmt.Errorf("%w: %s: %v", ErrUnsteady, s.say(word[:k+1]), a.counts)
		}
		changed = changed || a.told != "" && a.told != most
		a.told = most
		at = &a.answers
	}
	return changed, nil
}

func (s *Steady) say(word []int) string {
	names := make([]string, len(word))
	for k, i := range word {
		names[k] = s.Inputs[i]
	}
	return strings.Join(names, "; ")
}

// majority is the most frequent answer, the first by name where several are.
func majority(counts map[string]int) (most string, n, all int) {
	for out, c := range counts {
		all += c
		if c > n || c == n && out < most {
			most, n = out, c
		}
	}
	return most, n, all
}
