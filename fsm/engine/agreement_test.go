package engine_test

import (
	"fmt"
	"math/bits"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm/engine"
	"github.com/portolan-ftp/portolan/fsm/table"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/meaning"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestAgreement: what the engine decides on the generated table is what the spec means. In every configuration that the
// explorer reaches (a part of them where not all tests run), under every valuation of the policies, for each command as
// a line that comes or as the head of the queue, for each event, and for each end of the transfer that runs, the rows
// that the engine may give are those that the meaning allows, and they lead to the same configurations.
func TestAgreement(t *testing.T) {
	testcost.Some(t)
	s, err := decode.Load(filepath.Join("..", "..", "spec", "ftp.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(ftp.Table())
	if err != nil {
		t.Fatal(err)
	}
	a := &agreement{engine: e, table: ftp.Table(), graph: explore.NewMachine(s).ExploreAll(), every: 1}
	if !testcost.All() {
		a.every = deskStep
	}
	a.parts(t)
	if t.Failed() {
		return
	}
	a.everywhere()
	for _, d := range a.differences {
		t.Error(d)
	}
	t.Logf("%d configurations under %d valuations: %d decisions, %d steps compared",
		a.states, len(a.graph.Valuations), a.decisions, a.steps)
	if a.states < 100_000/a.every || a.decisions < 10*a.states || a.steps < a.states {
		t.Error("too little was compared")
	}
}

// agreement compares an engine with what a spec means.
type agreement struct {
	engine *engine.Engine
	table  *table.Table
	graph  *explore.Graph
	every  int // of how many configurations one is compared

	mu                       sync.Mutex
	differences              []string
	states, decisions, steps int
}

// maxDifferences are enough to see what is wrong.
const maxDifferences = 10

func (a *agreement) differ(format string, args ...any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.differences) < maxDifferences {
		a.differences = append(a.differences, fmt.Sprintf(format, args...))
	}
}

func (a *agreement) enough() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.differences) >= maxDifferences
}

// parts: table and spec number the same things alike, so that rows and states can be compared by their numbers.
func (a *agreement) parts(t *testing.T) {
	m := a.graph.Machine
	if len(a.table.Rows) != len(m.Rows) || len(a.table.Commands) != len(m.Commands) || len(a.table.Regions) != len(m.Spec.Regions) || len(a.table.Policies) != len(m.Spec.Policies) {
		t.Fatal("table and spec do not have the same parts; run go generate")
	}
	for r := range m.Rows {
		if a.table.Rows[r].Name != m.Rows[r].Name || int(a.table.Rows[r].Kind) != int(m.Rows[r].Kind) {
			t.Errorf("row %d is %s in the table, and %s %s in the spec", r, a.table.RowName(table.Row(r)), m.Rows[r].Command, m.Rows[r].Name)
		}
	}
	for c := range m.Commands {
		if a.table.Commands[c].Name != m.Commands[c].Name {
			t.Errorf("command %d is %s in the table, and %s in the spec", c, a.table.Commands[c].Name, m.Commands[c].Name)
		}
	}
	for r := range m.Spec.Regions {
		if !slices.Equal(a.table.Regions[r].States, m.Spec.Regions[r].States) {
			t.Errorf("region %s has other states in the table", m.Spec.Regions[r].Name)
		}
	}
}

// deskStep is how many configurations there are to one that is compared where not all tests run: all take ten seconds.
const deskStep = 5

// everywhere compares the configurations, on all processors.
func (a *agreement) everywhere() {
	var all sync.WaitGroup
	for part := range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			w := newWalker(a)
			for n := part * a.every; n < len(a.graph.Nodes) && !a.enough(); n += runtime.GOMAXPROCS(0) * a.every {
				w.node(n)
			}
			a.mu.Lock()
			defer a.mu.Unlock()
			a.states, a.decisions, a.steps = a.states+w.states, a.decisions+w.decisions, a.steps+w.steps
		})
	}
	all.Wait()
}

// walker looks at one configuration after the other.
type walker struct {
	*agreement
	commandOf                []int  // by row: the command that it answers as a line; -1 for what happens by itself
	asks                     []bool // by command: whether it asks about a setting
	instead                  []bool // by row: whether it is given in the place of another
	rows                     []int
	states, decisions, steps int
}

func newWalker(a *agreement) *walker {
	w := &walker{agreement: a, instead: make([]bool, len(a.table.Rows))}
	for r := range a.table.Rows {
		row := &a.table.Rows[r]
		if row.Else != table.NoRow {
			w.instead[row.Else] = true
		}
		c := -1
		if row.Kind != table.KindEnd && row.Kind != table.KindTransferEnd && row.Kind != table.KindEvent {
			c = int(row.Command)
		}
		w.commandOf = append(w.commandOf, c)
	}
	m := a.graph.Machine
	for c := range m.Commands {
		w.asks = append(w.asks, slices.ContainsFunc(m.Commands[c].Choices, func(choice meaning.Choice) bool {
			return a.reads(&choice.When) || choice.Unless != nil && a.reads(choice.Unless)
		}))
	}
	return w
}

// reads says whether a guard is about a setting: a region that the explorer keeps beside its configurations.
func (a *agreement) reads(g *meaning.Guard) bool {
	return slices.ContainsFunc(g.Regions, func(t meaning.Term) bool { return slices.Contains(a.graph.Machine.Settings(), t.Index) })
}

// node compares a configuration under all its valuations.
func (w *walker) node(n int) {
	node := &w.graph.Nodes[n]
	if w.graph.Machine.Closed(&node.Config) {
		return
	}
	edges := w.graph.From(n)
	for v, valuation := range w.graph.Valuations {
		if !node.Under.Has(v) {
			continue
		}
		w.states++
		s := stateOf(&node.Config, len(w.table.Regions), valuation)
		rest := edges
		for c := range w.table.Commands {
			var want []explore.Edge
			want, rest = w.cut(rest, c)
			if !w.asks[c] {
				w.command(node, &s, v, table.Command(c), want)
			}
		}
		w.happenings(node, &s, v, rest)
		w.next(node, &s)
	}
	for i := range edges {
		if i == 0 || edges[i].Row != edges[i-1].Row {
			w.step(&node.Config, edges[i].Row)
		}
	}
	w.settings(n, node.Config, w.graph.Machine.Settings())
}

// settings compares the answers to the commands that ask about settings, with each combination of those that may be
// there, under the first of the node's valuations and the last.
func (w *walker) settings(n int, c meaning.Config, regions []int) {
	if len(regions) > 0 {
		for may := w.graph.May(n, regions[0]); may != 0; may &= may - 1 {
			c.States[regions[0]] = uint8(bits.TrailingZeros64(may))
			w.settings(n, c, regions[1:])
		}
		return
	}
	node := explore.Node{Config: c, Under: w.graph.Nodes[n].Under}
	first, last := -1, -1
	for v := range w.graph.Valuations {
		if node.Under.Has(v) {
			if last = v; first < 0 {
				first = v
			}
		}
	}
	for _, v := range []int{first, last} {
		s := stateOf(&c, len(w.table.Regions), w.graph.Valuations[v])
		for k, asks := range w.asks {
			if !asks {
				continue
			}
			w.decisions++
			name := w.table.Commands[k].Name
			got, want := w.answers(w.rows[:0], &node, &s, table.Command(k)), w.graph.Machine.Answers(name, &c, w.graph.Valuations[v])
			if w.rows = got; !slices.Equal(got, want) {
				w.differ("%s: %s may be answered by %s, and means %s", w.place(&node, v), name, w.names(got), w.names(want))
			}
		}
	}
}

// cut are the edges of a command's rows at the beginning of some, and those behind them.
func (w *walker) cut(edges []explore.Edge, c int) (those, rest []explore.Edge) {
	n := 0
	for n < len(edges) && w.commandOf[edges[n].Row] == c {
		n++
	}
	return edges[:n], edges[n:]
}

// stateOf is a configuration of the explorer as the engine has it. The explorer tells apart what the engine need not:
// by which command the queue is closed.
func stateOf(c *meaning.Config, regions int, valuation []uint8) engine.State {
	var s engine.State
	for r := range regions {
		s.Configuration[r] = table.State(c.States[r])
	}
	for p, value := range valuation {
		s.Configuration[regions+p] = table.State(value)
	}
	if c.Busy() {
		s.Running = table.Row(c.Running - 1)
	}
	s.Waiting = [...]engine.Waiting{meaning.WaitsNone: engine.None, meaning.WaitsSome: engine.Some, meaning.WaitsAlone: engine.Last, meaning.WaitsLast: engine.Last}[c.Waiting]
	return s
}

// command compares the rows that may answer a command.
func (w *walker) command(node *explore.Node, s *engine.State, valuation int, c table.Command, edges []explore.Edge) {
	w.decisions++
	w.rows = w.answers(w.rows[:0], node, s, c)
	i := 0
	for _, e := range edges {
		switch {
		case !e.Under.Has(valuation), i > 0 && w.rows[i-1] == e.Row: // the same row, and something else waits behind it
		case i < len(w.rows) && w.rows[i] == e.Row:
			i++
		default:
			i = len(w.rows) + 1
		}
		if i > len(w.rows) {
			break
		}
	}
	if i != len(w.rows) {
		w.differ("%s: %s may be answered by %s, and means %s", w.place(node, valuation), w.table.Commands[c].Name, w.names(w.rows), w.edges(edges, valuation))
	}
}

// answers are the rows by which the engine may answer a command: as a line that comes, or as the first that has waited.
func (w *walker) answers(rows []int, node *explore.Node, s *engine.State, c table.Command) []int {
	queued, waits := w.engine.Postpone(s, c)
	switch {
	case s.Busy() && !w.engine.Reads(s):
		return rows
	case waits:
		if notice := w.engine.Notice(c); queued == engine.Last && notice != table.NoRow {
			rows = append(rows, int(notice))
		}
		return rows
	case !s.Busy() && s.Waiting != engine.None && !w.heads(node, s, c):
		return rows
	}
	rows = w.decided(rows, s, c)
	slices.Sort(rows)
	return rows
}

// heads says whether a command can stand at the head of the queue: as a line like others, or as the one that closes it.
func (w *walker) heads(node *explore.Node, s *engine.State, c table.Command) bool {
	running := *s
	running.Running, running.Waiting = 1, engine.None
	queued, waits := w.engine.Postpone(&running, c)
	switch {
	case !waits:
		return false
	case queued == engine.Some:
		return true
	}
	ends := w.engine.Notice(c) != table.NoRow
	return node.Config.Waiting == meaning.WaitsLast && ends || node.Config.Waiting == meaning.WaitsAlone && !ends
}

// decided are the rows by which a command may be answered: whatever the rights of the account are, whether the argument
// can be read, and whichever outcome a handler chooses.
func (w *walker) decided(rows []int, s *engine.State, c table.Command) []int {
	info := &w.table.Commands[c]
	add := func(r table.Row) {
		if r != table.NoRow && !slices.Contains(rows, int(r)) {
			rows = append(rows, int(r))
		}
	}
	const everything = accounts.Permission(1<<16 - 1)
	add(w.engine.Decide(s, c, 0, nil))
	if len(info.Args) == 0 {
		add(w.engine.Decide(s, c, everything, []byte("x")))
	}
	if first := w.engine.Decide(s, c, everything, nil); first != table.NoRow {
		add(first)
		return rows
	}
	if len(info.Args) > 0 {
		add(info.SyntaxError)
	}
	for names := range table.OtherState + 1 {
		add(w.engine.ByArgument(s, c, names))
	}
	if info.By == table.ByTable {
		add(w.engine.ByTable(s, c))
		return rows
	}
	for r := info.First; r < info.Last; r++ {
		if w.table.Rows[r].Argument != 0 || w.instead[r] {
			continue // no handler chooses it
		}
		given := w.engine.Given(s, r)
		row := &w.table.Rows[given]
		if then := w.completionOf(given, row); row.Kind == table.KindReply && w.engine.Check(s, c, given, then) == nil {
			add(given)
		}
	}
	return rows
}

// completionOf is what has to come with a row.
func (w *walker) completionOf(r table.Row, row *table.RowInfo) table.Then {
	if w.engine.Begins(r) {
		return row.Then
	}
	return table.Nothing
}

// happenings compares what may happen by itself: events, and the ends of the transfer that runs.
func (w *walker) happenings(node *explore.Node, s *engine.State, valuation int, edges []explore.Edge) {
	w.decisions++
	w.rows = w.rows[:0]
	for event := range table.Event(table.EventCount) {
		if row, may := w.engine.Event(s, event); may && event != table.EventConnected && event != table.EventTooMany && row != table.NoRow {
			w.rows = append(w.rows, int(row))
		}
	}
	if s.Busy() {
		w.rows = w.ends(w.rows, s)
	}
	slices.Sort(w.rows)
	w.rows = slices.Compact(w.rows)
	var want []int
	for _, e := range edges {
		if e.Under.Has(valuation) {
			want = append(want, e.Row)
		}
	}
	slices.Sort(want)
	if want = slices.Compact(want); !slices.Equal(w.rows, want) {
		w.differ("%s: %s may happen, and the spec means %s", w.place(node, valuation), w.names(w.rows), w.names(want))
	}
}

// ends are the rows by which the transfer that runs may end, however it went.
func (w *walker) ends(rows []int, s *engine.State) []int {
	owns := []table.Row{table.NoRow}
	for _, r := range w.table.Rows[s.Running].Ends {
		if w.table.Rows[r].Kind == table.KindEnd {
			owns = append(owns, r)
		}
	}
	for _, own := range owns {
		for _, erred := range []bool{false, true} {
			for _, aborted := range []bool{false, true} {
				for failure := range len(table.TransferEndNames) + 1 {
					end := engine.Ending{Own: own, Erred: erred, Aborted: aborted}
					if end.Failed = failure > 0; end.Failed {
						end.Failure = table.TransferEnd(failure - 1)
					}
					row, _ := w.engine.End(s, end)
					rows = append(rows, int(row))
				}
			}
		}
	}
	return rows
}

// next: a session does next only what may come there. Nothing is read while lines wait that are to be answered first,
// or behind one behind which nothing is read; and a time-out strikes only where it may.
func (w *walker) next(node *explore.Node, s *engine.State) {
	for bits := range 1 << 4 {
		m := engine.Moment{Promised: bits&1 != 0, Told: bits&2 != 0, Stopping: bits&4 != 0, Full: bits&8 != 0}
		action := w.engine.Next(s, m)
		waits, sealed := node.Config.Waiting != meaning.WaitsNone, node.Config.Waiting.Sealed()
		busy := node.Config.Busy()
		want := engine.Read
		switch {
		case m.Promised:
			want = engine.Begin
		case m.Told:
			want = engine.Complete
		case busy && (m.Full || sealed):
			want = engine.Await
		case busy:
		case m.Stopping:
			want = engine.Shutdown
		case waits:
			want = engine.Resume
		}
		if action != want {
			w.differ("%s: with %+v comes action %d, want %d", w.graph.Machine.Describe(&node.Config), m, action, want)
		}
	}
	for _, at := range []engine.Clocks{{Idle: 1, Login: 2, Transfer: 2}, {Idle: 3, Login: 1, Transfer: 2}, {Idle: 3, Login: 2, Transfer: 1}} {
		deadline, event := w.engine.Deadline(s, at)
		if _, may := w.engine.Event(s, event); !may && deadline != 0 && node.Config.Waiting == meaning.WaitsNone {
			w.differ("%s: the time-out is %s, which cannot come", w.graph.Machine.Describe(&node.Config), table.EventNames[event])
		}
	}
}

// step compares where a row leads: the regions, what runs, and what may wait.
func (w *walker) step(c *meaning.Config, row int) {
	w.steps++
	m, regions := w.graph.Machine, len(w.table.Regions)
	s := stateOf(c, regions, nil)
	r := table.Row(row)
	if w.engine.Ends(&s, r) != (m.Interrupted(row, c) != meaning.NoRow) {
		w.differ("%s: %s ends what runs: %t", m.Describe(c), w.table.RowName(r), w.engine.Ends(&s, r))
		return
	}
	if w.engine.Ends(&s, r) {
		end, _ := w.engine.End(&s, engine.Ending{Aborted: true})
		s = w.engine.Apply(&s, end)
	}
	after := w.engine.Apply(&s, r)
	var waiting [2]bool // with something else left in the queue than before, or with nothing
	m.Meaning.Apply(row, *c, func(to meaning.Config) {
		want := stateOf(&to, regions, nil)
		waiting[0] = waiting[0] || want.Waiting != engine.None
		waiting[1] = waiting[1] || want.Waiting == engine.None
		if after.Configuration != want.Configuration || after.Running != want.Running {
			w.differ("%s: %s leads to %v running %d, and means %s", m.Describe(c), w.table.RowName(r), after.Configuration[:regions], after.Running, m.Describe(&to))
		}
	})
	if got := w.left(c, &after, r); got != waiting {
		w.differ("%s: behind %s lines may wait %t, or not %t; the spec means %t, %t", m.Describe(c), w.table.RowName(r), got[0], got[1], waiting[0], waiting[1])
	}
}

// left says whether lines may wait behind a row, and whether none may.
func (w *walker) left(c *meaning.Config, after *engine.State, r table.Row) (waiting [2]bool) {
	see := func(q engine.Waiting) {
		if q == engine.None {
			waiting[1] = true
		} else {
			waiting[0] = true
		}
	}
	row := &w.table.Rows[r]
	if row.Kind == table.KindWaiting { // its line has just been queued
		s := stateOf(c, len(w.table.Regions), nil)
		queued, _ := w.engine.Postpone(&s, row.Command)
		see(queued)
		return waiting
	}
	line := w.commandOf[r] >= 0 || row.Kind == table.KindEvent && spec.AnswersLine(row.Name)
	if !line || c.Busy() || after.Waiting == engine.None {
		see(after.Waiting)
		return waiting
	}
	last := c.Waiting.Sealed() && row.Command != table.NoCommand && w.closes(row.Command)
	if c.Waiting == meaning.WaitsSome || last {
		see(w.engine.Took(after, 0))
	}
	if !last {
		see(w.engine.Took(after, 1))
	}
	return waiting
}

// closes says whether a command closes the queue.
func (w *walker) closes(c table.Command) bool {
	queued, waits := w.engine.Postpone(&engine.State{Running: 1}, c)
	return waits && queued == engine.Last
}

func (a *agreement) place(node *explore.Node, valuation int) string {
	m := a.graph.Machine
	return m.Describe(&node.Config) + " with " + m.DescribeValuation(a.graph.Valuations[valuation])
}

func (a *agreement) names(rows []int) []string {
	names := []string{}
	for _, r := range rows {
		names = append(names, a.table.RowName(table.Row(r)))
	}
	return names
}

func (a *agreement) edges(edges []explore.Edge, valuation int) []string {
	var rows []int
	for _, e := range edges {
		if e.Under.Has(valuation) {
			rows = append(rows, e.Row)
		}
	}
	return a.names(slices.Compact(rows))
}
