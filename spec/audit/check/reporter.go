package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// Reporter collects the findings of one check, with the shortest witness for each fault.
type Reporter struct {
	Model    *Model
	check    *Check
	complete []Finding // findings that the check itself has made
	found    map[string]*candidate
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

// NewReporter is a reporter for the findings of a check.
func (m *Model) NewReporter(c *Check) *Reporter {
	return &Reporter{Model: m, check: c, found: map[string]*candidate{}}
}

// Blame is the place of a fault: the row or the declaration that is to blame, and related places.
type Blame struct {
	Pos     spec.Pos
	Step    string
	Related []Related
}

// Text reports a fault that the spec's text alone shows.
func (r *Reporter) Text(at string, pos spec.Pos, format string, args ...any) {
	r.TextAt(at, Blame{Pos: pos}, format, args...)
}

// TextAt reports a fault that the spec's text alone shows, with its place.
func (r *Reporter) TextAt(at string, where Blame, format string, args ...any) {
	if _, known := r.found[at]; !known {
		r.found[at] = &candidate{Finding: r.finding(at, where, format, args...)}
	}
}

// Row reports a fault of a row that the spec's text alone shows.
func (r *Reporter) Row(row *spec.Row, format string, args ...any) {
	r.TextAt(Label(row), Blame{Pos: row.Pos, Step: Label(row)}, format, args...)
}

// Edge reports a row that is given where it must not be.
func (r *Reporter) Edge(g *explore.Graph, e *explore.Edge, format string, args ...any) {
	row := r.Model.Row(e)
	r.EdgeAt(Label(row), row.Pos, g, e, format, args...)
}

// EdgeAt reports a fault that an edge shows, if its row is not to blame.
func (r *Reporter) EdgeAt(at string, pos spec.Pos, g *explore.Graph, e *explore.Edge, format string, args ...any) {
	r.EdgeUnder(at, pos, g, e, e.Under, format, args...)
}

// EdgeUnder reports a fault that an edge shows under some of its valuations only.
func (r *Reporter) EdgeUnder(at string, pos spec.Pos, g *explore.Graph, e *explore.Edge, under explore.Set, format string, args ...any) {
	r.put(at, Blame{Pos: pos, Step: Label(r.Model.Row(e))}, g, e.From, under, []explore.Exchange{r.Model.Machine.Exchange(e.Row)}, format, args...)
}

// Step reports a row that breaks a declaration elsewhere. The row is to blame.
func (r *Reporter) Step(at string, of Related, g *explore.Graph, e *explore.Edge, under explore.Set, format string, args ...any) {
	row := r.Model.Row(e)
	where := Blame{row.Pos, Label(row), []Related{of}}
	r.put(at, where, g, e.From, under, []explore.Exchange{r.Model.Machine.Exchange(e.Row)}, format, args...)
}

// Entered reports a configuration that a declaration elsewhere forbids. The row that leads there is to blame.
func (r *Reporter) Entered(at string, of Related, g *explore.Graph, node int, under explore.Set, format string, args ...any) {
	where := Blame{Pos: of.Pos}
	step := node
	for g.Nodes[step].Parent >= 0 && g.Nodes[step].Row == meaning.NoRow { // lines that wait are no step
		step = g.Nodes[step].Parent
	}
	if g.Nodes[step].Parent >= 0 {
		row := &r.Model.Machine.Rows[g.Nodes[step].Row]
		where = Blame{row.Pos, Label(row), []Related{of}}
	}
	r.put(at, where, g, node, under, nil, format, args...)
}

// Refusal reports a row that refuses a command that has to be possible. The row is to blame.
func (r *Reporter) Refusal(at string, of Related, g *explore.Graph, node int, under explore.Set, refused int, format string, args ...any) {
	row := &r.Model.Machine.Rows[refused]
	where := Blame{row.Pos, Label(row), []Related{of}}
	r.put(at, where, g, node, under, []explore.Exchange{r.Model.Machine.Exchange(refused)}, format, args...)
}

// Node reports a fault that a configuration shows. then is the dialogue behind the one that leads there.
func (r *Reporter) Node(at string, pos spec.Pos, g *explore.Graph, node int, then []explore.Exchange, format string, args ...any) {
	r.NodeUnder(at, pos, g, node, g.Nodes[node].Under, then, format, args...)
}

// NodeUnder reports a fault that a configuration shows under some of its valuations only.
func (r *Reporter) NodeUnder(at string, pos spec.Pos, g *explore.Graph, node int, under explore.Set, then []explore.Exchange, format string, args ...any) {
	r.put(at, Blame{Pos: pos}, g, node, under, then, format, args...)
}

// put counts a fault that a configuration shows, and keeps it if no shorter dialogue shows it.
func (r *Reporter) put(at string, where Blame, g *explore.Graph, node int, under explore.Set, then []explore.Exchange, format string, args ...any) {
	depth, valuation := g.Nodes[node].Depth+len(then), under.First()
	times := 1
	if known := r.found[at]; known != nil && known.graph == nil {
		delete(r.found, at) // a witness says more than the text alone
	} else if known != nil {
		known.Times++
		times = known.Times
	}
	if valuation < 0 || !r.Better(at, depth, valuation) {
		return
	}
	f := r.finding(at, where, format, args...)
	f.Policies, f.Times = r.Model.Machine.DescribeValuation(g.Valuations[valuation]), times
	r.found[at] = &candidate{Finding: f, graph: g, node: node, then: then, depth: depth, valuation: valuation}
}

// finding is a finding without its witness.
func (r *Reporter) finding(at string, where Blame, format string, args ...any) Finding {
	return Finding{
		Check: r.check.ID, Severity: r.check.Severity, At: at, Pos: where.Pos, Step: where.Step, Related: where.Related,
		Message: fmt.Sprintf(format, args...), Cause: r.Model.cause(where.Related, format, args),
	}
}

// cause is the same for findings of one check that have one cause. Findings about one invariant have one cause. Others
// have one if they say the same of different commands or rows.
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

// Better reports whether a witness would be shorter than what is known, or as short and nearer to the defaults.
func (r *Reporter) Better(at string, depth, valuation int) bool {
	known, ok := r.found[at]
	return !ok || known.graph == nil || depth < known.depth || depth == known.depth && valuation < known.valuation
}

// Reported says whether something has been reported of what a finding would be about.
func (r *Reporter) Reported(at string) bool { return r.found[at] != nil }

// Findings are the reported findings, in the order of the spec.
func (r *Reporter) Findings() []Finding {
	all := slices.Clone(r.complete)
	for _, c := range r.found {
		if c.graph != nil {
			next := -1
			if len(c.then) > 0 {
				next = c.then[0].Row
			}
			c.Witness = append(c.graph.DialogueThen(c.node, c.valuation, next), c.then...)
			if next >= 0 && r.check.Guards {
				c.Repairs = append(c.Repairs, r.Model.missing(&r.Model.Machine.Rows[next], &c.graph.Nodes[c.node].Config, c.graph.Valuations[c.valuation])...)
			}
		}
		all = append(all, c.Finding)
	}
	SortFindings(all)
	return all
}

// SortFindings orders findings by position, then by check and by what they are about.
func SortFindings(all []Finding) {
	slices.SortFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Check, b.Check), cmp.Compare(a.At, b.At))
	})
}

// Answer reports a row with a code that no document allows; a deviation could stand for it.
func (r *Reporter) Answer(row *spec.Row, a spec.Answer, format string, args ...any) {
	r.Row(row, format, args...)
	r.found[Label(row)].Answer = &a
}

// Outlives says of a finding, which names the region, that it outlives the row: with a lifetime that is over then it
// would not.
func (r *Reporter) Outlives(at, region string, row *spec.Row) {
	if f := r.found[at]; f != nil && strings.Contains(f.Message, region+"=") {
		f.Lasting = &Lasting{Region: region, Lifetimes: r.Model.Spec.Ended(row)}
		f.Repairs = r.Model.Survives(r.Model.Machine.Region(region), row)
	}
}

// Caused says what the cause of a finding is, where others of the check have the same though they say something else.
func (r *Reporter) Caused(at, cause string) {
	if f := r.found[at]; f != nil {
		f.Cause = cause
	}
}

// Advise says what to do about a finding.
func (r *Reporter) Advise(at, advice string) {
	if f := r.found[at]; f != nil {
		f.Advice = advice
	}
}

// Unknown reports a command that no document knows; the spec could say why it is there.
func (r *Reporter) Unknown(c *spec.Command, format string, args ...any) {
	r.Text(c.Name, c.Pos, format, args...)
	r.found[c.Name].Extension = c.Name
}

// Shown adds a dialogue, and the policies under which it happens, to a finding that the text alone shows.
func (r *Reporter) Shown(at string, witness []explore.Exchange, policies string) {
	r.found[at].Witness, r.found[at].Policies = witness, policies
}

// Take adds findings that are complete.
func (r *Reporter) Take(found []Finding) { r.complete = append(r.complete, found...) }
