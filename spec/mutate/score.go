package mutate

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// Verdict is what became of a mutant.
type Verdict int

// The verdicts.
const (
	Killed     Verdict = iota // a check found it
	SameTable                 // it has the very same table: the change was spoken for elsewhere
	Equivalent                // nobody found it, and equivalent.txt says why that is right
	Survived                  // nobody found it
)

// Result is what became of a mutant.
type Result struct {
	Key     string
	Kind    string // of the fault
	Pos     spec.Pos
	Verdict Verdict
	Finding *check.Finding // that killed it
	Why     string         // with Equivalent: the reason
}

// Sample is a part of the mutants, chosen at random; the zero value is all of them.
type Sample struct {
	Size int    // how many; 0, or as many as there are, for all
	Seed uint64 // the same seed chooses the same mutants of the same spec
}

// of are the numbers of the mutants in the sample, of so many, in order.
func (s Sample) of(mutants int) []int {
	chosen := rand.New(rand.NewPCG(s.Seed, 0)).Perm(mutants)
	if s.Size > 0 && s.Size < mutants {
		chosen = chosen[:s.Size]
	}
	slices.Sort(chosen)
	return chosen
}

// Score is the result for all mutants of a spec.
type Score struct {
	Of      int            // how many mutants there are, where Results are of a sample of them; 0 otherwise
	Results []Result       // in the order of the mutants
	Count   [4]int         // by Verdict
	Kills   map[string]int // by check: mutants that it was the first to find
	Idle    []string       // checks that find none
	Stale   []string       // keys of equivalent.txt that no surviving mutant has
	Took    time.Duration
}

// Clean reports whether nothing is left to look at.
func (s *Score) Clean() bool { return s.Count[Survived]+len(s.Stale)+len(s.Idle) == 0 }

// String is the score in one line.
func (s *Score) String() string {
	mutants := fmt.Sprintf("%d mutants", len(s.Results))
	if s.Of > 0 {
		mutants = fmt.Sprintf("%d of %d mutants", len(s.Results), s.Of)
	}
	return fmt.Sprintf("%s: %d killed, %d the same table, %d equivalent, %d survived",
		mutants, s.Count[Killed], s.Count[SameTable], s.Count[Equivalent], s.Count[Survived])
}

// Survivors are the results that nobody explains.
func (s *Score) Survivors() []Result {
	return slices.DeleteFunc(slices.Clone(s.Results), func(r Result) bool { return r.Verdict != Survived })
}

// Run audits every mutant of a spec with the checks, on all processors; what they let pass is held against the
// standards, whose checks are made anew for each mutant. The spec itself should have no findings. progress, if not
// nil, is told how many of how many mutants are done.
func Run(s *spec.Spec, checks []check.Check, standards func() []check.Check, progress func(done, of int)) *Score {
	return RunSome(s, checks, standards, Sample{}, progress)
}

// RunSome is Run for a sample of the mutants. What all mutants together tell, it does not: which checks find none, and
// which of those that are said to be equivalent are found, or not there.
func RunSome(s *spec.Spec, checks []check.Check, standards func() []check.Check, sample Sample, progress func(done, of int)) *Score {
	begun := time.Now()
	all := changes(s)
	todo := make([]candidate, 0, len(all))
	for _, i := range sample.of(len(all)) {
		todo = append(todo, all[i])
	}
	h, known := newHunt(s, checks, standards), equivalents()
	results := make([]Result, len(todo))
	var mu sync.Mutex
	done := 0
	inParallel((len(todo)+together-1)/together, func(part int) {
		t := h.trail()
		for i := part * together; i < min((part+1)*together, len(todo)); i++ {
			_, equivalent := known[todo[i].key]
			results[i] = h.judge(todo[i].mutant(s), equivalent, t)
			results[i].Kind = todo[i].kind
			mu.Lock()
			if done++; progress != nil {
				progress(done, len(todo))
			}
			mu.Unlock()
		}
	})
	score := tally(results, known)
	if len(todo) < len(all) {
		score.Of, score.Stale = len(all), nil
	} else {
		score.Idle = h.idle(s, todo, score.Kills)
	}
	score.Took = time.Since(begun)
	return score
}

// together is how many mutants that follow each other are judged one after the other: each is likely to be found by the
// check that found the one before. Which check is told to have found a mutant is the same in each run.
const together = 32

// inParallel does n things on all processors.
func inParallel(n int, do func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	workers.Wait()
}

// tally counts, and sets the survivors aside whose equivalence is explained.
func tally(results []Result, known map[string]string) *Score {
	score := &Score{Results: results, Kills: map[string]int{}}
	used := map[string]bool{}
	for i := range results {
		r := &results[i]
		if why, explained := known[r.Key]; r.Verdict == Survived && explained {
			r.Verdict, r.Why = Equivalent, why
			used[r.Key] = true
		}
		if r.Verdict == Killed {
			score.Kills[r.Finding.Check]++
		}
		score.Count[r.Verdict]++
	}
	for key := range known {
		if !used[key] {
			score.Stale = append(score.Stale, key)
		}
	}
	slices.Sort(score.Stale)
	return score
}

// Kinds are the numbers by kind, each as Count is, in the order of the kinds.
func (s *Score) Kinds() (names []string, counts [][4]int) {
	for i := range s.Results {
		r := &s.Results[i]
		at := slices.Index(names, r.Kind)
		if at < 0 {
			at, names, counts = len(names), append(names, r.Kind), append(counts, [4]int{})
		}
		counts[at][r.Verdict]++
	}
	return names, counts
}

// Text is the score for people: the numbers, those of each kind, then what is left to look at.
func (s *Score) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v, in %.1f s\n", s, s.Took.Seconds())
	names, counts := s.Kinds()
	for i, n := range counts {
		fmt.Fprintf(&b, "    %-14s %4d killed, %d the same table, %d equivalent, %d survived\n",
			names[i], n[Killed], n[SameTable], n[Equivalent], n[Survived])
	}
	for _, r := range s.Survivors() {
		fmt.Fprintf(&b, "%s: survived: %s\n", r.Pos, r.Key)
	}
	for _, key := range s.Stale {
		fmt.Fprintf(&b, "equivalent.txt: no surviving mutant is called %q\n", key)
	}
	if len(s.Idle) > 0 {
		fmt.Fprintf(&b, "checks that no mutant trips: %s\n", strings.Join(s.Idle, ", "))
	}
	return b.String()
}
