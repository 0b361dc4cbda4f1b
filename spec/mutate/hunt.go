package mutate

import (
	"cmp"
	"maps"
	"reflect"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// hunt looks for faults in mutants of one spec, the cheap ways first: the rows alone, then a few valuations of the
// policies that together give every row, then what the standards say to those, then all.
type hunt struct {
	original           *audit.Model
	rows, local, whole []audit.Check
	standards          func() []audit.Check
	cover              [][]uint8 // valuations
}

func newHunt(s *spec.Spec, checks []audit.Check, standards func() []audit.Check) *hunt {
	h := &hunt{original: audit.NewModel(s), standards: standards}
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
	h.chooseCover()
	return h
}

// chooseCover takes the valuation with the most rows and states that were not seen yet, until all are seen. The
// smallest graphs come first, because they are the quickest to search.
func (h *hunt) chooseCover() {
	g := h.original.Graph
	sights := sightsOf(g)
	var cover []int
	for len(sights) > 0 {
		best, most := 0, 0
		for v := range g.Valuations {
			n := 0
			for _, under := range sights {
				if under.Has(v) {
					n++
				}
			}
			if n > most {
				best, most = v, n
			}
		}
		cover = append(cover, best)
		sights = slices.DeleteFunc(sights, func(under explore.Set) bool { return under.Has(best) })
	}
	size := make([]int, len(g.Valuations))
	for _, v := range cover {
		for i := range g.Edges {
			if g.Edges[i].Under.Has(v) {
				size[v]++
			}
		}
	}
	slices.SortFunc(cover, func(a, b int) int { return cmp.Compare(size[a], size[b]) })
	for _, v := range cover {
		h.cover = append(h.cover, g.Valuations[v])
	}
}

// sightsOf are the rows and the states that a graph shows: of each the valuations under which it does.
func sightsOf(g *explore.Graph) []explore.Set {
	rows := make([]explore.Set, len(g.Machine.Rows))
	for i := range g.Edges {
		e := &g.Edges[i]
		rows[e.Row] = rows[e.Row].Or(e.Under)
	}
	type state struct{ region, number int }
	states := map[state]explore.Set{}
	for n := range g.Nodes {
		for r, region := range g.Machine.Spec.Regions {
			for s := range region.States {
				if under := g.MayUnder(n, r, uint8(s)); under != nil {
					states[state{r, s}] = states[state{r, s}].Or(under)
				}
			}
		}
	}
	sights := slices.AppendSeq(rows, maps.Values(states))
	return slices.DeleteFunc(sights, func(s explore.Set) bool { return s == nil })
}

// judge says what becomes of a mutant. Of a mutant that is said to be equivalent only the covering valuations are
// looked at.
func (h *hunt) judge(mutant Mutant, equivalent bool) Result {
	result := Result{Key: mutant.Key, Pos: mutant.Pos}
	m := audit.NewRowModel(mutant.Spec)
	if same(h.original, m) {
		result.Verdict = SameTable
		return result
	}
	h.look(m, &result, equivalent)
	return result
}

// look asks the checks about a model, and notes what they find.
func (h *hunt) look(m *audit.Model, result *Result, equivalent bool) {
	rows := m.Try(h.rows)
	if result.kill(append(rows.Counting, rows.Unused...)) {
		return
	}
	for _, valuation := range h.cover {
		if result.kill(m.With(m.Machine.Explore(valuation)).Try(h.local).Counting) {
			return
		}
	}
	some := m.With(m.Machine.Explore(h.cover...))
	if result.kill(some.Try(h.standards()).Counting) {
		return
	}
	result.Verdict = Survived
	suspect := len(some.Try(h.whole).Counting) > 0
	if equivalent && !suspect {
		return
	}
	m.Explore()
	local := m.Try(h.local)
	if !suspect && result.kill(local.Counting) {
		return
	}
	if !result.kill(m.Try(h.whole).Counting) {
		result.kill(append(local.Counting, local.Unused...))
	}
}

// kill notes what killed a mutant, if anything did.
func (r *Result) kill(found []audit.Finding) bool {
	if len(found) == 0 {
		return false
	}
	r.Verdict, r.Finding = Killed, &found[0]
	for _, f := range found {
		if !slices.Contains(r.Checks, f.Check) {
			r.Checks = append(r.Checks, f.Check)
		}
	}
	return true
}

// same reports whether two specs have the same table: the same rows by the same commands, whatever the words
// that say so.
func same(a, b *audit.Model) bool {
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
		if x.During != y.During || !slices.Equal(x.Help, y.Help) || x.Feat != y.Feat || !slices.Equal(x.Does, y.Does) || !reflect.DeepEqual(x.Needs, y.Needs) {
			return false
		}
	}
	for i := range a.Spec.Events {
		if i >= len(b.Spec.Events) || !slices.Equal(a.Spec.Events[i].Verbs, b.Spec.Events[i].Verbs) {
			return false
		}
	}
	return len(a.Spec.Features) == len(b.Spec.Features) && len(a.Spec.Invariants) == len(b.Spec.Invariants)
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

// idle are the checks that found no mutant, and find none either when they are asked about the mutants that other
// checks were quicker to find.
func (h *hunt) idle(s *spec.Spec, todo []change, kills map[string]int) []string {
	var idle []audit.Check
	for _, c := range slices.Concat(h.rows, h.local, h.whole) {
		if kills[c.ID] == 0 {
			idle = append(idle, c)
		}
	}
	for _, c := range todo {
		if len(idle) == 0 {
			break
		}
		m := audit.NewRowModel(c.mutant(s).Spec)
		m = m.With(m.Machine.Explore(h.cover[0]))
		idle = slices.DeleteFunc(idle, func(c audit.Check) bool { return len(m.Try([]audit.Check{c}).Counting) > 0 })
	}
	var names []string
	for _, c := range idle {
		names = append(names, c.ID)
	}
	return names
}
