// Package mutate audits the audit: it makes small faults in a spec, one at a time, and sees whether the audit
// finds each. A fault that nobody finds is a hole in the audit, or changes nothing that matters; the latter are
// listed in equivalent.txt with the reason.
//
//	score := mutate.Run(s, audit.Checks(), documents.Checks, nil)
//	fmt.Print(score.Text())   // how many are killed, by kind; what is left to look at
//
// The faults are the ones that people make: a need forgotten, a move left out or to the wrong state, a reset
// removed, a one-shot state that survives too much, a capability or a guard missing, a code of the wrong class.
//
// Beside them stand the faults of contributor.yaml, which a person has thought of who is tired or means ill: they are
// edits of our own spec's text, and the decoder, the audit or the handlers have to refuse them.
//
//	faults, err := mutate.Faults()
//	score, err := mutate.TryFaults(s, text, faults, audit.Checks(), documents.Checks, mutate.Judges{})
//	fmt.Print(score.Text())   // the rate, and that of each kind
//
// MUTANTS.md says how many faults there are of each kind.
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

// candidate is a change of a kind.
type candidate struct {
	change
	kind string
}

// kind is what people forget, or take for something else.
type kind struct {
	name, fault string
	changes     []func(*spec.Spec) []change
}

// kinds are all kinds of faults. Those of needs come first, of which the checks find the most (deep).
func kinds() []kind {
	type operators = []func(*spec.Spec) []change
	return []kind{
		{"needs", "a precondition is forgotten, added, asked for in another order, or holds in more states or in fewer",
			operators{dropNeeds, addNeeds, swapNeeds, widenNeeds, narrowNeeds}},
		{"moves", "an answer leads nowhere, to another state, or to where another answer leads",
			operators{dropMoves, retarget, swapMoves}},
		{"lifetimes", "a state lasts longer, or shorter",
			operators{changeLifetimes, dropEnders, addSurvivors}},
		{"capabilities", "a permission is not asked for, or more may be done before the login",
			operators{dropCapabilities, dropOwnCapabilities, addCapabilities}},
		{"codes", "a code is of another class",
			operators{changeCodes}},
		{"conditions", "a reply, an event or an end is given elsewhere too, or is missing somewhere",
			operators{dropConditions, narrowConditions}},
		{"transfers", "a command is treated otherwise during a transfer, or begins something else",
			operators{changeDuring, changeThen}},
		{"ends", "an event, an end or a standard reply is missing",
			operators{dropEvents, dropEnds}},
		{"errors", "an error ends with another reply, or with none",
			operators{dropClasses, joinClasses}},
		{"texts", "a text, a translation or a value is missing, or says something else",
			operators{dropTexts, spoilTexts, dropValues, untranslate, contradict}},
		{"offers", "what is offered is not announced",
			operators{dropFeatures}},
		{"arguments", "an argument may be left out, is another command's, or is not known",
			operators{optionalPaths, takeArguments, dropVerbs}},
		{"defaults", "who says nothing gets something else",
			operators{changeDefaults}},
		{"invariants", "an invariant is dropped, or says less",
			operators{dropBudgets, weakenInvariants}},
	}
}

// changes are all mutations of a spec, in a stable order, each key once.
func changes(s *spec.Spec) []candidate {
	var all []candidate
	seen := map[string]bool{}
	for _, k := range kinds() {
		for _, op := range k.changes {
			for _, c := range op(s) {
				if !seen[c.key] {
					seen[c.key] = true
					all = append(all, candidate{c, k.name})
				}
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
