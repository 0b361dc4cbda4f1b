package diff

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// comparison compares two sides.
type comparison struct {
	old, now                   *side
	found                      map[key]*candidate
	automatonOld, automatonNow *automaton
	under                      *pairings
	settings                   []setting // that are kept beside the pairs
	limits                     limits
	steps                      []string // regions that are blurred, and too costly to be in the nodes
	limit                      string   // why the walks have not come to their ends
}

// limits bound the room that a comparison takes. A comparison that reaches one ends with that verdict.
type limits struct {
	nodes   int // of each revision
	blurred int // of each revision where blurred regions are in them
	ways    int // that a walk keeps
}

// usualLimits are worth some hundred megabytes each. The server's spec has seven thousand nodes; a walk through it
// keeps as many ways, and eighty thousand where it looks at the settings.
var usualLimits = limits{nodes: 1 << 16, blurred: 1 << 14, ways: 4_000_000}

func newComparison(old, now *spec.Spec, l limits) *comparison {
	return &comparison{old: newSide(old), now: newSide(now), found: map[key]*candidate{}, limits: l}
}

// key identifies a finding: all new answers of a command, all lost answers, or a refusal by one declaration.
type key struct {
	change  Change
	subject string
	pos     spec.Pos // of a refusal
}

// candidate is an unfinished finding: all its codes, and its gravest and then shortest witness.
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

// walkAll walks under all pairs of valuations at once, in both directions, until no region is blurred and no walk in
// doubt.
func (c *comparison) walkAll() {
	shareInputs(c.old, c.now)
	fine := c.settle(newAlphabet(nil, c.old, c.now))
	loose := c.alikeSettings()
	for c.limit == "" {
		steps := newAlphabet(fine, c.old, c.now)
		if !c.automata(steps) {
			return
		}
		blurred, doubt := c.walkBoth(steps, loose)
		loose = loose && !doubt
		if c.steps = nil; len(blurred) > 0 && c.tooMany(blurred) {
			c.steps, blurred = blurred, nil
		}
		switch {
		case len(blurred) > 0:
			c.automatonOld, c.automatonNow = nil, nil // they are large
			c.keep(blurred)
			fine = slices.DeleteFunc(fine, func(name string) bool { return slices.Contains(blurred, name) })
		case !doubt:
			return
		}
	}
}

// automata makes the automata, unless they are there, and reports whether they are not too large.
func (c *comparison) automata(steps *alphabet) bool {
	if c.automatonNow != nil {
		return true
	}
	c.under = newPairings(c.old.machine, c.now.machine)
	beside(
		func() { c.automatonOld = newAutomaton(c.old, c.limits.nodes, steps, c.under.where(Lost)) },
		func() { c.automatonNow = newAutomaton(c.now, c.limits.nodes, steps, c.under.where(New)) })
	if c.automatonOld == nil || c.automatonNow == nil {
		c.limit = fmt.Sprintf("a revision has more than %d configurations", c.limits.nodes)
	}
	return c.limit == ""
}

// walkBoth walks in both directions, without a look at the settings or with one. It names the regions that have to be
// in the nodes and are not, and says whether there is doubt because settings need to be looked at.
func (c *comparison) walkBoth(steps *alphabet, loose bool) (blurred []string, doubt bool) {
	walks := []*walk{{a: c.automatonNow, b: c.automatonOld, kind: New}, {a: c.automatonOld, b: c.automatonNow, kind: Lost}}
	settings := c.settings
	if loose {
		settings = nil
	}
	for _, w := range walks {
		w.steps, w.under, w.blurred, w.maxWays = steps, c.under, map[string]bool{}, c.limits.ways
		w.settings = newRoom(settings, w.a, w.b)
		w.mine, w.theirs = w.settings.of[w.a.side], w.settings.of[w.b.side]
		if loose {
			w.loose = newLooseness(w.a, w.b)
		}
	}
	beside(walks[0].run, walks[1].run)
	all := map[string]bool{}
	for _, w := range walks {
		maps.Copy(all, w.blurred)
		doubt = doubt || w.doubts()
		if w.struck {
			c.limit = fmt.Sprintf("more than %d ways lead to pairs of configurations", c.limits.ways)
		}
	}
	c.found = map[key]*candidate{}
	for _, w := range walks {
		maps.Copy(c.found, w.found)
	}
	return slices.Sorted(maps.Keys(all)), doubt
}

// beside calls two functions at the same time.
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
