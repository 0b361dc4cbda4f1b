// Package mutate audits the audit: it makes small faults in a spec, one at a time, and sees whether the audit
// finds each. A fault that nobody finds is a hole in the audit, or changes nothing that matters; the latter are
// listed in equivalent.txt with the reason.
//
//	score := mutate.Run(s, audit.Checks(), documents.Checks, nil)
//	fmt.Println(score)   // 2340 mutants: 2312 killed, 9 the same table, 19 equivalent, 0 survived
//
// The faults are the ones that people make: a need forgotten, a move left out or to the wrong state, a reset
// removed, a one-shot state that survives too much, a capability or a guard missing, a code of the wrong class.
//
// Beside them stand the faults of contributor.yaml, which a person has thought of who is tired or means ill: they are
// edits of our own spec's text, and the decoder, the audit or the handlers have to refuse them.
//
//	faults, err := mutate.Faults()
//	score, err := mutate.TryFaults(s, text, faults, audit.Checks(), documents.Checks, mutate.Judges{})
//	fmt.Print(score.Text())   // 170 faults of contributors: 163 found (95 %; …), and the rate of each kind
package mutate

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// Mutant is a spec with one fault.
type Mutant struct {
	Key  string   // what was done, in words that stay the same while the spec's lines move: "RNTO: drop need pending"
	Pos  spec.Pos // of what was changed
	Spec *spec.Spec
}

// change is a mutation that has not been made yet.
type change struct {
	key   string
	pos   spec.Pos
	apply func(*spec.Spec)
}

// operator makes the changes of one kind.
type operator func(*spec.Spec) []change

// operators are all kinds of faults.
func operators() []operator {
	return []operator{
		dropNeeds, addNeeds, swapNeeds, widenNeeds, narrowNeeds, dropMoves, retarget, swapMoves, changeLifetimes, dropEnders,
		addSurvivors, dropCapabilities, dropOwnCapabilities, addCapabilities, changeCodes, changeDuring, dropConditions, narrowConditions,
		dropEvents, dropEnds, dropTexts, spoilTexts, dropValues, dropClasses, changeThen, dropFeatures, dropBudgets,
		untranslate, contradict, joinClasses, dropVerbs, changeDefaults, optionalPaths, takeArguments,
	}
}

// changes are all mutations of a spec, in a stable order, each key once.
func changes(s *spec.Spec) []change {
	var all []change
	seen := map[string]bool{}
	for _, op := range operators() {
		for _, c := range op(s) {
			if !seen[c.key] {
				seen[c.key] = true
				all = append(all, c)
			}
		}
	}
	return all
}

// mutant makes the mutation on a copy.
func (c change) mutant(s *spec.Spec) Mutant {
	copied := clone(s)
	c.apply(copied)
	return Mutant{Key: c.key, Pos: c.pos, Spec: copied}
}

// without is a copy of list without the element at i.
func without[T any](list []T, i int) []T { return slices.Delete(slices.Clone(list), i, i+1) }
