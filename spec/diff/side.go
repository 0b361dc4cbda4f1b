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
	shared  map[string][]input // by command, what its handler is given in both revisions
	inputs  map[string][]input // of those the regions that are in the nodes
	login   place              // where PASS leads
	guards  []place            // what protects a session: where AUTH and PROT lead
	before  map[string]bool
}

func newSide(s *spec.Spec) *side {
	n := &side{
		spec: s, machine: explore.NewMachine(s), lines: lines.New(s), before: map[string]bool{},
		shared: map[string][]input{}, inputs: map[string][]input{},
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
func (s *side) look(g *explore.Graph) {
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

// automaton is a side's graph under all valuations; its arrows carry labels, and the pairings under which they are
// there.
type automaton struct {
	*side
	graph  *explore.Graph
	first  []int32 // by node
	arrows []arrow // by node, then by label, then by target
	// demands says by guard and command under which pairings the command has its effects behind the guard alone; the
	// command "" stands for all that touch something. effects says under which a command has some.
	demands []map[string]explore.Set
	effects map[string]explore.Set
	// implicit is what may happen before the greeting. The graph has it wherever a session is as it began; but a
	// session that comes back there is not a new one.
	implicit [][]arrow        // by node, of those in which a session begins
	wheres   []explore.Combos // of the settings, by number; 0 is all of them
	unders   []explore.Set    // of pairings, by number
}

// eventImplicit is TLS from the first byte (RFC 4217 3).
const eventImplicit = "implicit"

// arrow is a step of the automaton, the row that makes it, and the pairings and the settings with which it is there.
type arrow struct {
	label, to, row int32
	where          int32 // number of the combinations of the settings
	under          int32 // number of the pairings
}

// newAutomaton explores a side; it is nil where that has too many nodes.
func newAutomaton(s *side, maxNodes int, letters *alphabet, where func(explore.Set) explore.Set) *automaton {
	g := s.machine.ExploreWithin(maxNodes, s.machine.Valuations()...)
	if g == nil {
		return nil
	}
	s.look(g)
	a := &automaton{side: s, graph: g, arrows: make([]arrow, 0, len(g.Edges)), implicit: make([][]arrow, g.Begins()), wheres: []explore.Combos{nil}}
	known, sets := map[*uint64]int32{}, newNumbering(where)
	for n := range g.Nodes {
		begin := len(a.arrows)
		a.first = append(a.first, int32(begin))
		for _, e := range g.From(n) {
			under := sets.of(e.Under)
			if under < 0 {
				continue
			}
			settings := a.number(e.Settings(), known)
			given := s.combination(&s.machine.Rows[e.Row], &g.Nodes[n].Config)
			for _, l := range s.labels[e.Row] {
				if s.machine.Rows[e.Row].Name == eventImplicit && s.machine.Rows[e.Row].Kind == spec.KindEvent {
					if n < len(a.implicit) {
						a.implicit[n] = append(a.implicit[n], arrow{l, int32(e.To), int32(e.Row), settings, under})
					}
					continue
				}
				a.arrows = append(a.arrows, arrow{letters.given(l, given), int32(e.To), int32(e.Row), settings, under})
			}
		}
		slices.SortFunc(a.arrows[begin:], arrow.compare)
		a.arrows = a.compact(begin, sets)
	}
	a.first = append(a.first, int32(len(a.arrows)))
	a.unders = sets.all
	g.Edges = nil // as many as the arrows, and not needed any more
	a.observe()
	return a
}

// number is the number of combinations of the settings; known has those that are numbered, by their first words.
func (a *automaton) number(set explore.Combos, known map[*uint64]int32) int32 {
	if set == nil {
		return 0
	}
	n, ok := known[&set[0]]
	if !ok {
		i := slices.IndexFunc(a.wheres[1:], func(w explore.Combos) bool { return slices.Equal(w, set) })
		if n = int32(i + 1); i < 0 {
			n = int32(len(a.wheres))
			a.wheres = append(a.wheres, set)
		}
		known[&set[0]] = n
	}
	return n
}

// compact keeps of the arrows from begin on one for each label, target, pairing and set of settings: of an effect, if
// there is one.
func (a *automaton) compact(begin int, sets *numbering) []arrow {
	all := slices.Clone(a.arrows[begin:])
	kept := a.arrows[:begin]
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].label == all[0].label && all[n].to == all[0].to && all[n].where == all[0].where {
			n++
		}
		var covered explore.Set
		for _, effects := range []bool{true, false} {
			for _, x := range all[:n] {
				if effect(&a.machine.Rows[x.row]) != effects {
					continue
				}
				if under := sets.all[x.under].Without(covered); under != nil {
					x.under = sets.number(under)
					kept = append(kept, x)
					covered = covered.Or(under)
				}
			}
		}
		all = all[n:]
	}
	return kept
}

func (x arrow) compare(y arrow) int {
	switch { // the first two are most of what is asked
	case x.label != y.label:
		return cmp.Compare(x.label, y.label)
	case x.to != y.to:
		return cmp.Compare(x.to, y.to)
	case x.where != y.where:
		return cmp.Compare(x.where, y.where)
	}
	return cmp.Compare(x.row, y.row)
}

func (a *automaton) from(node int32) []arrow { return a.arrows[a.first[node]:a.first[node+1]] }

// observe notes under which pairings commands have effects, and which of them demand protection.
func (a *automaton) observe() {
	open := make([]map[string]explore.Set, len(a.guards)) // has an effect outside the guard
	for i := range open {
		open[i] = map[string]explore.Set{}
	}
	a.effects = map[string]explore.Set{}
	for n := range a.graph.Nodes {
		c := &a.graph.Nodes[n].Config
		for _, x := range a.from(int32(n)) {
			row := &a.machine.Rows[x.row]
			if !commandEffect(row) {
				continue
			}
			names := []string{row.Command}
			if len(a.machine.Command(row.Command).Does) > 0 {
				names = append(names, "")
			}
			for _, name := range names {
				a.effects[name] = a.effects[name].Or(a.unders[x.under])
				for i, guard := range a.guards {
					if !guard.at(c) {
						open[i][name] = open[i][name].Or(a.unders[x.under])
					}
				}
			}
		}
	}
	for i := range open {
		demands := map[string]explore.Set{}
		for name, under := range a.effects {
			demands[name] = under.Without(open[i][name])
		}
		a.demands = append(a.demands, demands)
	}
}

// demanded are the pairings under which a command needs a guard: all its effects are behind it, or, where it has none
// here, those of all commands that touch something.
func (a *automaton) demanded(guard int, command string) explore.Set {
	return a.demands[guard][command].Or(a.demands[guard][""].Without(a.effects[command]))
}
