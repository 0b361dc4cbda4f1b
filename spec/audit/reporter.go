package audit

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// reporter collects what one check finds: for each thing that is wrong the shortest witness.
type reporter struct {
	model *Model
	check string
	found map[string]*candidate
}

// candidate is a finding whose witness is not written out yet.
type candidate struct {
	Finding
	graph     *explore.Graph
	node      int
	then      []explore.Exchange
	depth     int
	valuation int
}

func (m *Model) reporter(check string) *reporter {
	return &reporter{model: m, check: check, found: map[string]*candidate{}}
}

// text reports something that the spec's text alone shows.
func (r *reporter) text(at string, pos spec.Pos, format string, args ...any) {
	if _, known := r.found[at]; !known {
		r.found[at] = &candidate{Finding: Finding{Check: r.check, At: at, Pos: pos, Message: fmt.Sprintf(format, args...)}}
	}
}

// row reports something about a row that the spec's text alone shows.
func (r *reporter) row(row *spec.Row, format string, args ...any) {
	r.text(label(row), row.Pos, format, args...)
}

// edge reports a row that is given where it must not be.
func (r *reporter) edge(g *explore.Graph, e *explore.Edge, format string, args ...any) {
	row := r.model.row(e)
	r.edgeAt(label(row), row.Pos, g, e, format, args...)
}

// edgeAt reports something else that an edge shows.
func (r *reporter) edgeAt(at string, pos spec.Pos, g *explore.Graph, e *explore.Edge, format string, args ...any) {
	r.edgeUnder(at, pos, g, e, e.Under, format, args...)
}

// edgeUnder reports what an edge shows under some of its valuations alone.
func (r *reporter) edgeUnder(at string, pos spec.Pos, g *explore.Graph, e *explore.Edge, under explore.Set, format string, args ...any) {
	if r.better(at, g.Nodes[e.From].Depth+1, under.First()) {
		r.nodeUnder(at, pos, g, e.From, under, []explore.Exchange{r.model.Machine.Exchange(e.Row)}, format, args...)
	}
}

// node reports what a configuration shows; then is what comes after the dialogue that leads there.
func (r *reporter) node(at string, pos spec.Pos, g *explore.Graph, node int, then []explore.Exchange, format string, args ...any) {
	r.nodeUnder(at, pos, g, node, g.Nodes[node].Under, then, format, args...)
}

// nodeUnder reports what a configuration shows under some of its valuations alone.
func (r *reporter) nodeUnder(at string, pos spec.Pos, g *explore.Graph, node int, under explore.Set, then []explore.Exchange, format string, args ...any) {
	depth, valuation := g.Nodes[node].Depth+len(then), under.First()
	if known := r.found[at]; known != nil && known.graph == nil {
		delete(r.found, at) // a witness says more than the text alone
	}
	if valuation < 0 || !r.better(at, depth, valuation) {
		return
	}
	f := Finding{Check: r.check, At: at, Pos: pos, Message: fmt.Sprintf(format, args...)}
	f.Policies = r.model.Machine.DescribeValuation(g.Valuations[valuation])
	r.found[at] = &candidate{Finding: f, graph: g, node: node, then: then, depth: depth, valuation: valuation}
}

// better reports whether a witness would be shorter than what is known, or as short and nearer to the defaults.
func (r *reporter) better(at string, depth, valuation int) bool {
	known, ok := r.found[at]
	return !ok || known.graph == nil || depth < known.depth || depth == known.depth && valuation < known.valuation
}

// findings are what was reported, in the order of the spec.
func (r *reporter) findings() []Finding {
	var all []Finding
	for _, c := range r.found {
		if c.graph != nil {
			next := -1
			if len(c.then) > 0 {
				next = c.then[0].Row
			}
			c.Witness = append(c.graph.DialogueThen(c.node, c.valuation, next), c.then...)
		}
		all = append(all, c.Finding)
	}
	sortFindings(all)
	return all
}

// sortFindings orders findings by position, then by check and by what they are about.
func sortFindings(all []Finding) {
	slices.SortFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Check, b.Check), cmp.Compare(a.At, b.At))
	})
}
