package audit

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/meaning"
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

// blame is where a fault is: the row that is to blame, or what is declared, and what else has to do with it.
type blame struct {
	pos     spec.Pos
	step    string
	related []Related
}

// text reports something that the spec's text alone shows.
func (r *reporter) text(at string, pos spec.Pos, format string, args ...any) {
	r.textAt(at, blame{pos: pos}, format, args...)
}

// textAt reports something that the spec's text alone shows.
func (r *reporter) textAt(at string, where blame, format string, args ...any) {
	if _, known := r.found[at]; !known {
		r.found[at] = &candidate{Finding: r.finding(at, where, format, args...)}
	}
}

// row reports something about a row that the spec's text alone shows.
func (r *reporter) row(row *spec.Row, format string, args ...any) {
	r.textAt(label(row), blame{pos: row.Pos, step: label(row)}, format, args...)
}

// edge reports a row that is given where it must not be.
func (r *reporter) edge(g *explore.Graph, e *explore.Edge, format string, args ...any) {
	row := r.model.row(e)
	r.edgeAt(label(row), row.Pos, g, e, format, args...)
}

// edgeAt reports something else that an edge shows, for which its row is not to blame.
func (r *reporter) edgeAt(at string, pos spec.Pos, g *explore.Graph, e *explore.Edge, format string, args ...any) {
	r.edgeUnder(at, pos, g, e, e.Under, format, args...)
}

// edgeUnder reports what an edge shows under some of its valuations alone.
func (r *reporter) edgeUnder(at string, pos spec.Pos, g *explore.Graph, e *explore.Edge, under explore.Set, format string, args ...any) {
	r.put(at, blame{pos: pos, step: label(r.model.row(e))}, g, e.From, under, []explore.Exchange{r.model.Machine.Exchange(e.Row)}, format, args...)
}

// step reports a row that breaks what is declared elsewhere: the row is to blame.
func (r *reporter) step(at string, of Related, g *explore.Graph, e *explore.Edge, under explore.Set, format string, args ...any) {
	row := r.model.row(e)
	where := blame{row.Pos, label(row), []Related{of}}
	r.put(at, where, g, e.From, under, []explore.Exchange{r.model.Machine.Exchange(e.Row)}, format, args...)
}

// entered reports a configuration that what is declared elsewhere forbids: the row that leads there is to blame.
func (r *reporter) entered(at string, of Related, g *explore.Graph, node int, under explore.Set, format string, args ...any) {
	where := blame{pos: of.Pos}
	step := node
	for g.Nodes[step].Parent >= 0 && g.Nodes[step].Row == meaning.NoRow { // lines that wait are no step
		step = g.Nodes[step].Parent
	}
	if g.Nodes[step].Parent >= 0 {
		row := &r.model.Machine.Rows[g.Nodes[step].Row]
		where = blame{row.Pos, label(row), []Related{of}}
	}
	r.put(at, where, g, node, under, nil, format, args...)
}

// refusal reports a row that refuses what has to be possible: the row is to blame.
func (r *reporter) refusal(at string, of Related, g *explore.Graph, node int, under explore.Set, refused int, format string, args ...any) {
	row := &r.model.Machine.Rows[refused]
	where := blame{row.Pos, label(row), []Related{of}}
	r.put(at, where, g, node, under, []explore.Exchange{r.model.Machine.Exchange(refused)}, format, args...)
}

// node reports what a configuration shows; then is what comes after the dialogue that leads there.
func (r *reporter) node(at string, pos spec.Pos, g *explore.Graph, node int, then []explore.Exchange, format string, args ...any) {
	r.nodeUnder(at, pos, g, node, g.Nodes[node].Under, then, format, args...)
}

// nodeUnder reports what a configuration shows under some of its valuations alone.
func (r *reporter) nodeUnder(at string, pos spec.Pos, g *explore.Graph, node int, under explore.Set, then []explore.Exchange, format string, args ...any) {
	r.put(at, blame{pos: pos}, g, node, under, then, format, args...)
}

// put keeps what a configuration shows if no shorter dialogue shows it, and counts it.
func (r *reporter) put(at string, where blame, g *explore.Graph, node int, under explore.Set, then []explore.Exchange, format string, args ...any) {
	depth, valuation := g.Nodes[node].Depth+len(then), under.First()
	times := 1
	if known := r.found[at]; known != nil && known.graph == nil {
		delete(r.found, at) // a witness says more than the text alone
	} else if known != nil {
		known.Times++
		times = known.Times
	}
	if valuation < 0 || !r.better(at, depth, valuation) {
		return
	}
	f := r.finding(at, where, format, args...)
	f.Policies, f.Times = r.model.Machine.DescribeValuation(g.Valuations[valuation]), times
	r.found[at] = &candidate{Finding: f, graph: g, node: node, then: then, depth: depth, valuation: valuation}
}

// finding is a finding without its witness.
func (r *reporter) finding(at string, where blame, format string, args ...any) Finding {
	return Finding{
		Check: r.check, At: at, Pos: where.pos, Step: where.step, Related: where.related,
		Message: fmt.Sprintf(format, args...), cause: r.model.cause(where.related, format, args),
	}
}

// cause tells the findings of one check apart that have not the same cause. Those of one invariant have; otherwise those
// that say the same, whichever command or row they say it of.
func (m *Model) cause(related []Related, format string, args []any) string {
	for _, place := range related {
		format = place.What + ": " + format
	}
	var said []any
	for _, a := range args {
		if name, ok := a.(string); ok && m.Machine.Command(name) != nil {
			a = "·"
		}
		said = append(said, a)
	}
	return fmt.Sprintf(format, said...)
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
