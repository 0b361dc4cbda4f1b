package diff

import (
	"cmp"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/lines"
)

// side is one of the two revisions, made ready to walk.
type side struct {
	spec    *spec.Spec
	machine *explore.Machine
	lines   *lines.Lines
	labels  [][]int32          // by row
	inputs  map[string][]input // by command
	login   place              // where PASS leads
	guards  []place            // what protects a session: where AUTH and PROT lead
	before  map[string]bool
}

func newSide(s *spec.Spec) *side {
	n := &side{
		spec: s, machine: explore.NewMachine(s), lines: lines.New(s), before: map[string]bool{}, inputs: map[string][]input{},
		login: remembered(s, "PASS"), guards: []place{remembered(s, "AUTH"), remembered(s, "PROT P")},
	}
	for _, p := range append([]place{n.login}, n.guards...) { // findings speak of them
		if p.exists() {
			n.machine = n.machine.Keep(p.region)
		}
	}
	return n
}

func (s *side) forms(row *spec.Row) uint8 {
	return s.lines.Forms(s.machine.Command(row.Command), row.Kind)
}

// effect reports whether a row is more than a refusal.
func effect(row *spec.Row) bool { return !row.Kind.Refusal() }

// commandEffect reports whether a row is an effect of a command: no refusal, and nothing that happens by itself.
func commandEffect(row *spec.Row) bool {
	return row.Kind == spec.KindReply || row.Kind == spec.KindWaiting
}

// look finds what has an effect before login, under all policies.
func (s *side) look() {
	g := s.machine.ExploreAll()
	for i := range g.Edges {
		e := &g.Edges[i]
		if row := &s.machine.Rows[e.Row]; commandEffect(row) && !s.login.at(&g.Nodes[e.From].Config) {
			s.before[row.Command] = true
		}
	}
}

// surface are the commands with an effect before login, in the order of the spec.
func (s *side) surface() []string {
	var names []string
	for i := range s.spec.Commands {
		if name := s.spec.Commands[i].Name; s.before[name] {
			names = append(names, name)
		}
	}
	return names
}

// automaton is a side's graph under one valuation; its arrows carry labels.
type automaton struct {
	*side
	graph  *explore.Graph
	first  []int32 // by node
	arrows []arrow // by node, then by label, then by target
	// demands says by guard and command whether the command has its effects behind the guard alone; the command
	// "" stands for all that touch something.
	demands []map[string]bool
	before  map[string]bool // commands with an effect before login
	// implicit is what may happen before the greeting. The graph has it wherever a session is as it began; but a
	// session that comes back there is not a new one.
	implicit []arrow
}

// eventImplicit is TLS from the first byte (RFC 4217 3).
const eventImplicit = "implicit"

// arrow is a step of the automaton, and the row that makes it.
type arrow struct{ label, to, row int32 }

func newAutomaton(s *side, letters *alphabet, valuation []uint8) *automaton {
	g := s.machine.Explore(valuation)
	a := &automaton{side: s, graph: g, arrows: make([]arrow, 0, len(g.Edges)), before: map[string]bool{}}
	for n := range g.Nodes {
		begin := len(a.arrows)
		a.first = append(a.first, int32(begin))
		for _, e := range g.From(n) {
			given := s.combination(&s.machine.Rows[e.Row], &g.Nodes[n].Config)
			for _, l := range s.labels[e.Row] {
				if s.machine.Rows[e.Row].Name == eventImplicit && s.machine.Rows[e.Row].Kind == spec.KindEvent {
					a.implicit = []arrow{{l, int32(e.To), int32(e.Row)}}
					continue
				}
				a.arrows = append(a.arrows, arrow{letters.given(l, given), int32(e.To), int32(e.Row)})
			}
		}
		slices.SortFunc(a.arrows[begin:], arrow.compare)
		a.arrows = a.compact(begin)
	}
	a.first = append(a.first, int32(len(a.arrows)))
	g.Edges = nil // as many as the arrows, and not needed any more
	a.observe()
	return a
}

// compact keeps of the arrows from begin on one for each label and target: of an effect, if there is one.
func (a *automaton) compact(begin int) []arrow {
	kept := a.arrows[:begin]
	for _, x := range a.arrows[begin:] {
		last := len(kept) - 1
		switch {
		case last < begin || kept[last].label != x.label || kept[last].to != x.to:
			kept = append(kept, x)
		case !effect(&a.machine.Rows[kept[last].row]) && effect(&a.machine.Rows[x.row]):
			kept[last] = x
		}
	}
	return kept
}

func (x arrow) compare(y arrow) int {
	switch { // the first two are most of what is asked
	case x.label != y.label:
		return cmp.Compare(x.label, y.label)
	case x.to != y.to:
		return cmp.Compare(x.to, y.to)
	}
	return cmp.Compare(x.row, y.row)
}

func (a *automaton) from(node int32) []arrow { return a.arrows[a.first[node]:a.first[node+1]] }

// observe notes what is possible before login, and what demands protection.
func (a *automaton) observe() {
	open := make([]map[string]bool, len(a.guards)) // has an effect outside the guard
	a.demands = make([]map[string]bool, len(a.guards))
	for i := range open {
		open[i], a.demands[i] = map[string]bool{}, map[string]bool{}
	}
	for n := range a.graph.Nodes {
		c := &a.graph.Nodes[n].Config
		for _, x := range a.from(int32(n)) {
			row := &a.machine.Rows[x.row]
			if !commandEffect(row) {
				continue
			}
			if !a.login.at(c) {
				a.before[row.Command] = true
			}
			for i := range a.guards {
				a.note(i, c, row.Command, open[i])
			}
		}
	}
}

// note keeps demands up to date with one more effect of a command.
func (a *automaton) note(guard int, c *explore.Config, command string, open map[string]bool) {
	inside := a.guards[guard].at(c)
	names := []string{command}
	if len(a.machine.Command(command).Does) > 0 {
		names = append(names, "")
	}
	for _, name := range names {
		if !inside {
			open[name] = true
		}
		a.demands[guard][name] = !open[name]
	}
}

// demanded reports whether a command needs a guard: all its effects are behind it, or, if it is not known here,
// those of all commands that touch something.
func (a *automaton) demanded(guard int, command string) bool {
	if known, ok := a.demands[guard][command]; ok {
		return known
	}
	return a.demands[guard][""]
}
