package mutate

import (
	"reflect"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// hunt runs the checks on the mutants of one spec, the cheapest first, and stops at the first finding. A few valuations
// of the policies together give every row (cover). It asks about the rows alone, then about the one valuation of cover
// that is quickest to explore, then what the standards say about cover, then about all of cover, and last about every
// valuation.
type hunt struct {
	original           *check.Model
	rows, local, whole []check.Check
	standards          func() []check.Check
	cover              [][]uint8        // valuations
	graphs             []*explore.Graph // of the original: under the first of cover, under all of it, under every valuation
}

// The graphs of a hunt.
const (
	underFirst = iota
	underCover
	underAll
)

func newHunt(s *spec.Spec, checks []check.Check, standards func() []check.Check) *hunt {
	h := &hunt{original: check.NewModel(s), standards: standards}
	for _, c := range checks {
		switch {
		case c.Rows:
			h.rows = append(h.rows, c)
		case c.Whole:
			h.whole = append(h.whole, c)
		default:
			h.local = append(h.local, c)
		}
	}
	m, g := h.original.Machine, h.original.Graph
	h.cover = g.Cover()
	h.graphs = []*explore.Graph{underFirst: m.Explore(h.cover[0]), underCover: m.Explore(h.cover...), underAll: g}
	return h
}

// judge says what becomes of a mutant. Of a mutant that is said to be equivalent only the covering valuations are
// looked at.
func (h *hunt) judge(mutant Mutant, equivalent bool, t *trail) Result {
	result := Result{Key: mutant.Key, Pos: mutant.Pos}
	m := check.NewRowModel(mutant.Spec)
	if same(h.original, m) {
		result.Verdict = SameTable
		return result
	}
	h.look(m, &result, equivalent, t)
	return result
}

// look asks the checks about a model, and notes what the first of them finds.
func (h *hunt) look(m *check.Model, result *Result, equivalent bool, t *trail) {
	if result.kill(t.follow(m, &t.rows, true)) {
		return
	}
	if result.kill(t.follow(m.With(h.graph(m, underFirst)), &t.local, false)) {
		return
	}
	some := m.With(h.graph(m, underCover))
	if result.kill(audit.Try(some, h.standards()).Counting) || result.kill(t.follow(some, &t.local, false)) {
		return
	}
	result.Verdict = Survived
	suspect := len(audit.Try(some, h.whole).Counting) > 0
	if equivalent && !suspect {
		return
	}
	all := m.With(h.graph(m, underAll))
	if suspect && result.kill(audit.Try(all, h.whole).Counting) || result.kill(t.follow(all, &t.local, true)) || result.kill(audit.Try(all, h.standards()).Counting) {
		return
	}
	result.kill(audit.Try(all, h.whole).Counting)
}

// graph explores a mutant, unless the original's graph is its own too.
func (h *hunt) graph(m *check.Model, which int) *explore.Graph {
	known := h.graphs[which]
	if g := known.Of(m.Machine); g != nil {
		return g
	}
	return m.Machine.Explore(known.Valuations...)
}

// trail is the order in which checks are asked: those that found something last come first. Faults of one kind follow
// each other, and one check finds many of them.
type trail struct{ rows, local []check.Check }

func (h *hunt) trail() *trail { return &trail{slices.Clone(h.rows), slices.Clone(h.local)} }

// follow asks checks until one finds something, which then comes first. Waivers that nothing needs are findings too, if
// the model has all that the checks look at.
func (t *trail) follow(m *check.Model, checks *[]check.Check, waivers bool) []check.Finding {
	for i, c := range *checks {
		o := audit.Try(m, []check.Check{c})
		found := o.Counting
		if waivers {
			found = append(found, o.Unused...)
		}
		if len(found) > 0 {
			*checks = slices.Insert(slices.Delete(*checks, i, i+1), 0, c)
			return found
		}
	}
	return nil
}

// kill notes what killed a mutant, if anything did.
func (r *Result) kill(found []check.Finding) bool {
	if len(found) == 0 {
		return false
	}
	r.Verdict, r.Finding = Killed, &found[0]
	return true
}

// same reports whether two specs have the same table: the same rows by the same commands, whatever the words
// that say so.
func same(a, b *check.Model) bool {
	if len(a.Machine.Rows) != len(b.Machine.Rows) || len(a.Spec.Commands) != len(b.Spec.Commands) {
		return false
	}
	for i := range a.Machine.Rows {
		if x, y := placeless(a.Machine.Rows[i]), placeless(b.Machine.Rows[i]); !reflect.DeepEqual(x, y) {
			return false
		}
	}
	for i := range a.Spec.Commands {
		x, y := &a.Spec.Commands[i], &b.Spec.Commands[i]
		if x.During != y.During || !slices.Equal(x.Help, y.Help) || x.Feat != y.Feat || !slices.Equal(x.Does, y.Does) || !reflect.DeepEqual(x.Needs, y.Needs) ||
			!slices.Equal(x.Args, y.Args) || !slices.Equal(x.Aliases, y.Aliases) {
			return false
		}
	}
	for i := range a.Spec.Events {
		if i >= len(b.Spec.Events) || !slices.Equal(a.Spec.Events[i].Verbs, b.Spec.Events[i].Verbs) {
			return false
		}
	}
	defaults := func(a, b spec.Policy) bool { return slices.Equal(a.Values, b.Values) }
	return len(a.Spec.Features) == len(b.Spec.Features) && reflect.DeepEqual(a.Spec.Invariants, b.Spec.Invariants) &&
		slices.EqualFunc(a.Spec.Policies, b.Spec.Policies, defaults)
}

// placeless is a row without positions, which say nothing about what it does.
func placeless(row spec.Row) spec.Row {
	row.Pos = spec.Pos{}
	row.Moves = slices.Clone(row.Moves)
	for i := range row.Moves {
		row.Moves[i].Pos = spec.Pos{}
	}
	return row
}

// stride is a prime, so that each mutant comes once, and far from the one before: mutants of one kind stand together.
const stride = 1009

// deep is how many mutants are explored under every valuation for the checks that find none under one. They are the
// first mutants, from which needs are missing: most checks are about what needs are for. For a check about something
// else this number is raised, or mutants of another kind come first.
const deep = 600

// idle are the checks that find no mutant: not as the first to find one, and not when they are asked about the mutants
// that other checks found before them (about all of these under one valuation, and then about some under every
// valuation).
func (h *hunt) idle(s *spec.Spec, todo []candidate, kills map[string]int) []string {
	var idle []check.Check
	for _, c := range slices.Concat(h.rows, h.local, h.whole) {
		if kills[c.ID] == 0 {
			idle = append(idle, c)
		}
	}
	for i := 0; i < len(todo) && len(idle) > 0; i++ {
		idle = h.silent(idle, todo[i*stride%len(todo)].mutant(s), underFirst)
	}
	for i := 0; i < min(deep, len(todo)) && len(idle) > 0; i++ {
		idle = h.silent(idle, todo[i].mutant(s), underAll)
	}
	var names []string
	for _, c := range idle {
		names = append(names, c.ID)
	}
	return names
}

// silent are those of some checks that find nothing in a mutant.
func (h *hunt) silent(checks []check.Check, mutant Mutant, which int) []check.Check {
	m := check.NewRowModel(mutant.Spec)
	m = m.With(h.graph(m, which))
	return slices.DeleteFunc(checks, func(c check.Check) bool { return len(audit.Try(m, []check.Check{c}).Counting) > 0 })
}
