package diff

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// comparison is the work on two sides.
type comparison struct {
	old, now                   *side
	found                      map[key]*candidate
	automatonOld, automatonNow *automaton
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
	pairing  int // the first under which it is so
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
	return c.depth < d.depth || c.depth == d.depth && c.pairing < d.pairing
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

// walkAll walks under all pairs of valuations at once, in both directions, until no region is blurred.
func (c *comparison) walkAll() {
	shareInputs(c.old, c.now)
	fine := c.settle(newAlphabet(nil, c.old, c.now))
	under := newPairings(c.old.machine, c.now.machine)
	for {
		blurred := c.walkBoth(newAlphabet(fine, c.old, c.now), under)
		if len(blurred) == 0 {
			return
		}
		c.automatonOld, c.automatonNow = nil, nil // they are large
		c.keep(blurred)
		fine = slices.DeleteFunc(fine, func(name string) bool { return slices.Contains(blurred, name) })
	}
}

// walkBoth walks in both directions. Where regions have to be in the nodes that are not, it finds nothing and names them.
func (c *comparison) walkBoth(steps *alphabet, under *pairings) (blurred []string) {
	beside(
		func() { c.automatonOld = newAutomaton(c.old, steps, under.where(Lost)) },
		func() { c.automatonNow = newAutomaton(c.now, steps, under.where(New)) })
	walks := []*walk{{a: c.automatonNow, b: c.automatonOld, kind: New}, {a: c.automatonOld, b: c.automatonNow, kind: Lost}}
	for _, w := range walks {
		w.steps, w.under = steps, under
		w.blurred, w.doubted, w.refused = map[string]bool{}, map[string]bool{}, map[string][]int32{}
	}
	beside(walks[0].run, walks[1].run)
	if blurred = unclear(walks); len(blurred) > 0 {
		return blurred
	}
	for _, w := range walks {
		for k, found := range w.found {
			c.found[k] = found
		}
	}
	return nil
}

// beside does two things at the same time.
func beside(one, other func()) {
	var wait sync.WaitGroup
	wait.Go(one)
	other()
	wait.Wait()
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
