package check

import (
	"iter"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Model is the subject of the checks: a spec, its machine and its graph, explored once. It is read-only.
type Model struct {
	Spec    *spec.Spec
	Machine *explore.Machine
	Graph   *explore.Graph // under every valuation of the policies, the defaults first; nil before Explore
	Places  Places
	Proved  []spec.Invariant
}

// NewModel explores a spec.
func NewModel(s *spec.Spec) *Model {
	m := NewRowModel(s)
	m.Explore()
	return m
}

// NewRowModel is a model whose graph is still missing; the checks that look at rows alone can run on it.
func NewRowModel(s *spec.Spec) *Model {
	m := &Model{Spec: s, Machine: explore.NewMachine(s)}
	m.Places, m.Proved = m.findPlaces(), s.Proved()
	m.Machine = m.Machine.Keep(m.Places.regions()...)
	return m
}

// Explore adds the graph.
func (m *Model) Explore() { m.Graph = m.Machine.ExploreAll() }

// With is the same model with another graph: of some valuations alone, or with more regions in its nodes.
func (m *Model) With(g *explore.Graph) *Model {
	other := *m
	other.Graph = g
	return &other
}

// Numbers are the sizes of a model.
type Numbers struct {
	Commands, Rows              int
	Valuations                  int // of the policies
	States                      int // reachable configurations, over all valuations
	Transitions                 int // rows between them, over all valuations
	Aside                       int // regions that are in no state, because only handlers read them
	Pairs                       int // of a state and of what one of these regions may be in there
	Checks, Invariants, Waivers int
}

// Numbers counts.
func (m *Model) Numbers() Numbers {
	n := Numbers{
		Commands: len(m.Spec.Commands), Rows: len(m.Machine.Rows), Valuations: len(m.Graph.Valuations),
		Invariants: len(m.Spec.Invariants), Waivers: len(m.Spec.Waivers), Aside: len(m.Machine.Aside()),
	}
	n.States, n.Transitions = m.Graph.Size()
	for _, region := range m.Machine.Aside() {
		n.Pairs += m.Graph.Pairs(region)
	}
	return n
}

// Edges are all steps, with their graph.
func (m *Model) Edges() iter.Seq2[*explore.Graph, *explore.Edge] {
	return func(yield func(*explore.Graph, *explore.Edge) bool) {
		for i := range m.Graph.Edges {
			if !yield(m.Graph, &m.Graph.Edges[i]) {
				return
			}
		}
	}
}

// Steps are the edges from configurations that where accepts, by rows that of accepts; nil accepts all. Each row and
// each configuration is asked once, so that a check of few rows costs little.
func (m *Model) Steps(where func(*explore.Config) bool, of func(*spec.Row) bool) iter.Seq2[*explore.Graph, *explore.Edge] {
	accepted := m.RowSet(of)
	return func(yield func(*explore.Graph, *explore.Edge) bool) {
		for _, i := range stepsOf(m.Graph, accepted, where) {
			if !yield(m.Graph, &m.Graph.Edges[i]) {
				return
			}
		}
	}
}

// stepsOf are the steps of a graph, as numbers of its edges, by accepted rows.
func stepsOf(g *explore.Graph, accepted []bool, where func(*explore.Config) bool) []int32 {
	steps := g.By(accepted)
	if where == nil {
		return steps
	}
	asked, here := -1, false
	return slices.DeleteFunc(steps, func(i int32) bool {
		if from := g.Edges[i].From; from != asked {
			asked, here = from, where(&g.Nodes[from].Config)
		}
		return !here
	})
}

// RowSet marks the rows that of accepts; nil accepts all.
func (m *Model) RowSet(of func(*spec.Row) bool) []bool {
	accepted := make([]bool, len(m.Machine.Rows))
	for i, row := range m.Rows() {
		accepted[i] = of == nil || of(row)
	}
	return accepted
}

// Nodes are all configurations, with their graph.
func (m *Model) Nodes() iter.Seq2[*explore.Graph, int] {
	return func(yield func(*explore.Graph, int) bool) {
		for n := range m.Graph.Nodes {
			if !yield(m.Graph, n) {
				return
			}
		}
	}
}

// Rows are all rows with their numbers.
func (m *Model) Rows() iter.Seq2[int, *spec.Row] {
	return func(yield func(int, *spec.Row) bool) {
		for i := range m.Machine.Rows {
			if !yield(i, &m.Machine.Rows[i]) {
				return
			}
		}
	}
}

// Row is the row of an edge.
func (m *Model) Row(e *explore.Edge) *spec.Row { return &m.Machine.Rows[e.Row] }

// WorkEnds marks the rows that end work. They are replies of their commands and may have any code.
func (m *Model) WorkEnds() []bool {
	marked := make([]bool, len(m.Machine.Rows))
	for _, row := range m.Rows() {
		for _, end := range row.Ends {
			marked[end] = BeginsWork(row)
		}
	}
	return marked
}

// Refused are the valuations under which a command is refused in a configuration and has no effect, and a row that
// refuses it under the first of them.
func (m *Model) Refused(g *explore.Graph, node int, command string) (refusal int, under explore.Set) {
	var effective explore.Set
	for _, e := range g.From(node) {
		row := m.Row(&e)
		switch {
		case row.Command != command || EndsTransfer(row):
		case Effect(row) && !Negative(row):
			effective = effective.Or(e.Under)
		default:
			under = under.Or(e.Under)
		}
	}
	if under = under.Without(effective); under == nil {
		return 0, nil
	}
	refusal = -1
	for _, e := range g.From(node) {
		row := m.Row(&e)
		if row.Command == command && !EndsTransfer(row) && e.Under.Has(under.First()) && (refusal < 0 || row.Kind != spec.KindSyntax) {
			refusal = e.Row
		}
	}
	return refusal, under
}
