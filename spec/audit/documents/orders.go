package documents

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// ordersCheck is R02.
var ordersCheck = check.Check{
	ID: "R02", Severity: check.Nonstandard,
	Title: "dialogues keep the orders of the documents",
	What: `
No dialogue that the spec allows breaks an order of the documents: one final reply to each command, RNTO after
RNFR, PASS after USER, nothing before the login that the lists put behind it, no PORT after EPSV ALL, PBSZ
before PROT. Each order is an automaton over what the control connection shows; it runs beside the explored
configurations, which know nothing of it.
`,
	Why:     "RFC 959 5.4 and 6, RFC 2428, RFC 4217.",
	Without: "Clients that keep to the documents are answered out of turn.",
	Faulty: []check.Example{{Change: `
commands:
  RNTO: {needs: [logged-in, storable]}
`, Finds: `
rename: RNTO ok: RNTO renames right after RNFR was answered 350, and not otherwise (959 4.1.3); 2 more rows break it
    S: 220 Service ready.
    C: USER <user>
    S: 331 Password, please.
    C: PASS <password>
    S: 230 Logged in.
    C: RNTO <to>
    S: 250 Renamed.
`}},
	Clean: []check.Example{{Change: `
commands:
  RNTO: {needs: [logged-in, {name: pending, when: {rename: pending}, else: {code: 503, text: {en: "Send RNFR just before.", zh: "请先发送 RNFR。"}}}, storable]}
`}},
}

// orders reports what R02 finds.
func (j *judge) orders() {
	for i := range j.book.Orders {
		o := &j.book.Orders[i]
		all := j.breaches(o)
		if o.Strict || len(all) == 0 {
			continue
		}
		shortest := slices.MinFunc(all, func(a, b breach) int { return len(a.witness) - len(b.witness) })
		row := &j.Machine.Rows[shortest.row]
		at, others := o.Name+": "+check.Label(row), ""
		if len(all) > 1 {
			others = fmt.Sprintf("; %d more rows break it", len(all)-1)
		}
		r := j.reporters[ordersCheck.ID]
		r.Text(at, row.Pos, "%s (%s)%s", o.Says, o.By, others)
		r.Shown(at, shortest.witness, shortest.policies)
	}
}

// breach is a row that breaks an order, with the shortest dialogue that ends with it.
type breach struct {
	row      int
	witness  []explore.Exchange
	policies string
}

// breaches are the rows that break an order, each once, in the order of the table.
func (j *judge) breaches(o *standards.Order) []breach {
	if known, ok := j.broken[o.Name]; ok {
		return known
	}
	all := j.compile(o).run(j.Graph)
	slices.SortFunc(all, func(a, b breach) int { return a.row - b.row })
	j.broken[o.Name] = all
	return all
}

// automaton is an order made ready to run: where each row leads from each of its states.
type automaton struct {
	machine *explore.Machine
	next    [][]int8 // by state and row; broken: the row is against the order
	aborted []int    // by row that begins a transfer: the completion by which ABOR ends it, -1 without one
}

// broken is where a row leads that is against the order.
const broken = -1

func (j *judge) compile(o *standards.Order) *automaton {
	a := &automaton{machine: j.Machine, next: make([][]int8, len(o.States)), aborted: make([]int, len(j.Machine.Rows))}
	for i, row := range j.Rows() {
		a.aborted[i] = slices.IndexFunc(row.Ends, func(end int) bool { return j.Machine.Rows[end].Name == row.Name+".aborted" })
		if a.aborted[i] >= 0 {
			a.aborted[i] = row.Ends[a.aborted[i]]
		}
		for s, state := range o.States {
			a.next[s] = append(a.next[s], j.step(o, s, state, row))
		}
	}
	return a
}

// step is where a row leads an order from a state.
func (j *judge) step(o *standards.Order, at int, state string, row *spec.Row) int8 {
	if row.Code == 0 && row.Kind != spec.KindEvent && !check.BeginsWork(row) {
		return int8(at)
	}
	fits := func(rule standards.Rule) bool { return j.fits(&rule, state, row) }
	if slices.ContainsFunc(o.Never, fits) {
		return broken
	}
	if i := slices.IndexFunc(o.Steps, fits); i >= 0 {
		return int8(slices.Index(o.States, o.Steps[i].To))
	}
	return int8(at)
}

// fits reports whether a rule is about what a row shows.
func (j *judge) fits(rule *standards.Rule, state string, row *spec.Row) bool {
	names := j.names(row)
	among := func(list []string) bool {
		return slices.ContainsFunc(list, func(name string) bool { return slices.Contains(names, name) })
	}
	c := j.listed(row)
	return (len(rule.In) == 0 || slices.Contains(rule.In, state)) &&
		(len(rule.On) == 0 || slices.Contains(rule.On, replyKind(row))) &&
		(len(rule.Of) == 0 || among(rule.Of)) && !among(rule.Except) &&
		(rule.Login == "" || c != nil && c.Login == rule.Login) &&
		(len(rule.Codes) == 0 || standards.Fits(rule.Codes, row.Code)) && !slices.Contains(rule.But, row.Code)
}

// names are what rules may call a row's command or event: its own name, and that of the documents' entry.
func (j *judge) names(row *spec.Row) []string {
	if row.Kind == spec.KindEvent {
		return []string{row.Name}
	}
	names := []string{row.Command}
	if c := j.listed(row); c != nil {
		names = append(names, c.Name)
	}
	return names
}

// replyKind is the kind of reply that a row is.
func replyKind(row *spec.Row) standards.ReplyKind {
	switch {
	case row.Kind == spec.KindEvent:
		return standards.ReplyEvent
	case check.EndsTransfer(row):
		return standards.ReplyEnd
	case check.Class(row) == 1 || check.BeginsWork(row): // nothing is seen of work before its end, and it ends like a transfer
		return standards.ReplyBegin
	}
	return standards.ReplyFinal
}

// place is where a graph and an automaton are at the same time, under some valuations, and how they first came there.
type place struct {
	node, state int
	under       explore.Set
	from, row   int // from: index among the places
	depth       int
}

// run walks a graph and the automaton together, breadth first; the result has the shortest dialogue to each row
// that breaks the order.
func (a *automaton) run(g *explore.Graph) []breach {
	start := 0 // the order's state after the greeting, in node 0
	if s := a.next[0][0]; s != broken {
		start = int(s)
	}
	seen := make([]explore.Set, len(g.Nodes)*len(a.next))
	places := []place{{state: start, under: g.Nodes[0].Under, from: -1}}
	seen[start] = g.Nodes[0].Under
	type first struct{ place, valuation int }
	broke := map[int]first{} // by row
	for at := 0; at < len(places); at++ {
		p := places[at]
		for _, e := range g.From(p.node) {
			under := p.under.And(e.Under)
			if under == nil || at > 0 && check.Implicit(&a.machine.Rows[e.Row]) {
				continue // that one comes before anything else, also before what no node shows
			}
			to := a.follow(p.state, &g.Nodes[p.node].Config, e.Row)
			if to == broken {
				if known, ok := broke[e.Row]; !ok || places[known.place].depth == p.depth && under.First() < known.valuation {
					broke[e.Row] = first{at, under.First()}
				}
				continue
			}
			next := e.To*len(a.next) + to
			if fresh := under.Without(seen[next]); fresh != nil {
				seen[next] = seen[next].Or(fresh)
				places = append(places, place{e.To, to, fresh, at, e.Row, p.depth + 1})
			}
		}
	}
	var all []breach
	for row, b := range broke {
		var rows []int
		for i := b.place; places[i].from >= 0; i = places[i].from {
			rows = append(rows, places[i].row)
		}
		all = append(all, breach{row, a.dialogue(rows, row), a.machine.DescribeValuation(g.Valuations[b.valuation])})
	}
	return all
}

// follow is the state after a row; a row that aborts a transfer shows the completion first.
func (a *automaton) follow(state int, c *explore.Config, row int) int {
	if a.machine.Rows[row].Then == spec.ThenAbort && c.Busy() {
		if end := a.aborted[c.Running-1]; end >= 0 {
			state = int(a.next[state][end])
			if state == broken {
				return broken
			}
		}
	}
	return int(a.next[state][row])
}

// dialogue writes out rows that are given in reverse, and a last one.
func (a *automaton) dialogue(reverse []int, last int) []explore.Exchange {
	all := []explore.Exchange{a.machine.Exchange(0)}
	for _, row := range slices.Backward(reverse) {
		all = append(all, a.machine.Exchange(row))
	}
	return append(all, a.machine.Exchange(last))
}
