package diff

import (
	"cmp"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// comparison is the work on two sides.
type comparison struct {
	old, now *side
	found    map[key]*candidate
	// the automata under the default policies
	plainOld, plainNow *automaton
}

// key is what makes a finding one: all answers of a command that came, all that went, a refusal by one declaration.
type key struct {
	change  Change
	subject string
	pos     spec.Pos // of a refusal
}

// candidate is a finding in the making: all its codes, and its gravest and then shortest witness.
type candidate struct {
	codes    map[int]bool
	subjects map[string]bool
	severity Severity
	positive bool // the witness ends with a reply that is no failure
	depth    int32
	pos      spec.Pos
	policies string
	witness  []explore.Exchange
	instead  []string
}

// better reports whether c is a better witness than d.
func (c *candidate) better(d *candidate) bool {
	switch {
	case c.severity != d.severity:
		return c.severity > d.severity
	case c.positive != d.positive:
		return c.positive
	}
	return c.depth < d.depth
}

// subject is what a row's finding is about.
func subject(row *spec.Row) string {
	switch row.Kind {
	case spec.KindEvent:
		return row.Name
	case spec.KindEnd, spec.KindTransferEnd:
		return row.Command + " end"
	}
	return row.Command
}

// walkAll walks under all pairs of valuations, two at a time, in both directions.
func (c *comparison) walkAll() {
	shareInputs(c.old, c.now)
	a := newAlphabet(c.old, c.now)
	c.settle(a)
	pairs := pairings(c.old.machine, c.now.machine)
	results := make([][]*walk, len(pairs))
	old, now := automata(c.old, a), automata(c.now, a)
	c.plainOld, c.plainNow = old[0], now[0]
	parallel(len(pairs), func(i int) {
		p := pairs[i]
		w := []*walk{{a: now[p.now], b: old[p.old], kind: New, only: p.only, steps: a}}
		if !p.only {
			w = append(w, &walk{a: old[p.old], b: now[p.now], kind: Lost, steps: a})
		}
		for _, each := range w {
			each.run()
			each.pairs, each.seen, each.merged, each.sets = nil, nil, nil, sets{}
		}
		results[i] = w
	})
	for _, walks := range results {
		for _, w := range walks {
			for k, found := range w.found {
				c.keep(k, found)
			}
		}
	}
}

// automata explores a side under all valuations, the defaults first.
func automata(s *side, steps *alphabet) []*automaton {
	valuations := s.machine.Valuations()
	all := make([]*automaton, len(valuations))
	parallel(len(all), func(i int) { all[i] = newAutomaton(s, steps, valuations[i]) })
	for _, a := range all {
		maps.Copy(s.before, a.before)
	}
	return all
}

// keep merges a walk's finding with those of other walks.
func (c *comparison) keep(k key, found *candidate) {
	known := c.found[k]
	if known == nil {
		c.found[k] = found
		return
	}
	maps.Copy(known.codes, found.codes)
	maps.Copy(known.subjects, found.subjects)
	if found.better(known) {
		found.codes, found.subjects = known.codes, known.subjects
		c.found[k] = found
	}
}

// findings are what was found, the gravest first, then new before lost, in the order of the subjects' names.
func (c *comparison) findings() []Finding {
	var all []Finding
	for k, f := range c.found {
		all = append(all, Finding{
			Change: k.change, Severity: f.severity, Subject: strings.Join(slices.Sorted(maps.Keys(f.subjects)), ", "), Codes: slices.Sorted(maps.Keys(f.codes)),
			Pos: f.pos, Policies: f.policies, Witness: f.witness, Instead: f.instead,
		})
	}
	order := map[Change]int{New: 0, Lost: 1, Refusal: 2}
	slices.SortFunc(all, func(x, y Finding) int {
		return cmp.Or(-cmp.Compare(x.Severity, y.Severity), cmp.Compare(order[x.Change], order[y.Change]),
			cmp.Compare(len(x.Witness), len(y.Witness)), cmp.Compare(x.Subject, y.Subject), cmp.Compare(x.Pos.Line, y.Pos.Line))
	})
	return all
}

// parallel does n things, as many at a time as there are processors.
func parallel(n int, do func(int)) {
	var wait sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
}
