package diff

import (
	"encoding/binary"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// walk looks for dialogues of a that are none of b, under all pairings at once. It goes through a, breadth first, and keeps
// with each node the set of nodes of b that the same dialogue may have led to, and the pairings under which it may. Under
// one of them it is as if that one had been walked through alone: the same pairs in the same order.
type walk struct {
	a, b   *automaton
	kind   Change // New or Lost
	steps  *alphabet
	under  *pairings
	pairs  []pair
	seen   map[meeting]explore.Set
	sets   sets
	merged [][]arrow // by set of several nodes, what theirs has found
	found  map[key]*candidate

	covers  [][]bool           // by numbers of settings in a and b: whether those in b are all of those in a
	blurred map[string]bool    // regions that have to be in the nodes
	doubted map[string]bool    // settings of which that is not known
	refused map[string][]int32 // by command, the settings with which a refusal of a is none of b
}

// pair is a node of a beside a set of nodes of b, and how the walk came there.
type pair struct {
	node, set, parent, row, depth int32
	asks                          bool        // a step on the way asked about settings
	apart                         bool        // b may be in more places (tellsApart)
	under                         explore.Set // pairings
}

// meeting is a node of a and a set of nodes of b.
type meeting struct{ node, set int32 }

// run walks.
func (w *walk) run() {
	w.seen = map[meeting]explore.Set{}
	w.sets.single = int32(len(w.b.graph.Nodes))
	w.found = map[key]*candidate{}
	w.compareSettings()
	all := w.under.all
	if w.kind == Lost {
		all = all.Without(w.under.only)
	}
	for n := range w.a.implicit {
		w.push(int32(n), w.sets.of(w.beginning(n)), -1, arrow{}, all, false)
	}
	for at := range w.a.implicit { // what happens before the greeting alone: TLS without being asked for
		var theirs []arrow
		for _, x := range w.beginning(at) {
			theirs = append(theirs, w.b.implicit[x.to]...)
		}
		for _, p := range divide(all, theirs) {
			w.follow(int32(at), w.a.implicit[at], p, nil)
		}
	}
	for at := 0; at < len(w.pairs); at++ {
		w.step(int32(at))
	}
}

// beginning leads to the nodes of b in which a session may begin that begins in a node of a: those that agree about what
// the connection decides.
func (w *walk) beginning(node int) []arrow {
	var to []arrow
	for n := range w.b.implicit {
		agree := true
		for i, r := range w.a.spec.Regions {
			if other := region(w.b.spec, r.Name); r.Begins != "" && other >= 0 && w.b.spec.Regions[other].Begins != "" {
				mine, theirs := w.a.graph.Nodes[node].Config.States[i], w.b.graph.Nodes[n].Config.States[other]
				agree = agree && r.States[mine] == w.b.spec.Regions[other].States[theirs]
			}
		}
		if agree {
			to = append(to, arrow{to: int32(n)})
		}
	}
	if len(to) == 0 {
		return []arrow{{}}
	}
	return to
}

func (w *walk) push(node, set, parent int32, x arrow, under explore.Set, apart bool) {
	at := meeting{node, set}
	known := w.seen[at]
	if under = under.Without(known); under == nil {
		return
	}
	w.seen[at] = known.Or(under)
	next := pair{node: node, set: set, parent: parent, row: x.row, asks: x.where != 0, apart: apart, under: under}
	if parent >= 0 {
		next.depth, next.asks = w.pairs[parent].depth+1, next.asks || w.pairs[parent].asks
		next.apart = next.apart || w.pairs[parent].apart
	}
	w.pairs = append(w.pairs, next)
}

// part are pairings under which some arrows are there, and others are not.
type part struct {
	under  explore.Set
	arrows []arrow
}

// divide parts pairings by the arrows that are there.
func divide(under explore.Set, arrows []arrow) []part {
	if !slices.ContainsFunc(arrows, func(y arrow) bool { return !y.under.Covers(under) }) { // most are there under all
		return []part{{under, arrows}}
	}
	parts := []part{{under: under}}
	for _, y := range arrows {
		for i := range parts {
			both := parts[i].under.And(y.under)
			if both == nil {
				continue
			}
			if rest := parts[i].under.Without(both); rest != nil {
				parts = append(parts, part{rest, slices.Clone(parts[i].arrows)})
			}
			parts[i].under, parts[i].arrows = both, append(parts[i].arrows, y)
		}
	}
	return parts
}

// step compares what may follow in a with what may follow in b.
func (w *walk) step(at int32) {
	here := w.pairs[at]
	mine, theirs := w.a.from(here.node), w.theirs(here.set)
	j := 0
	for i := 0; i < len(mine); {
		label, begin := mine[i].label, i
		for i < len(mine) && mine[i].label == label {
			i++
		}
		for j < len(theirs) && theirs[j].label < label {
			j++
		}
		first := j
		for j < len(theirs) && theirs[j].label == label {
			j++
		}
		for _, p := range divide(here.under, theirs[first:j]) {
			w.follow(at, mine[begin:i], p, theirs)
		}
	}
}

// follow takes arrows of a step of a, where b has those of a part.
func (w *walk) follow(at int32, mine []arrow, p part, theirs []arrow) {
	if len(mine) == 0 {
		return
	}
	here, apart := w.pairs[at], w.tellsApart(mine[0].label, p, theirs)
	all := noSet
	if len(p.arrows) > 0 {
		all = w.sets.of(p.arrows)
	}
	for _, x := range mine {
		both := x.under.And(p.under)
		if both == nil {
			continue
		}
		set := all
		if some := w.withSettings(x, p.arrows); len(some) == 0 {
			set = noSet
		} else if len(some) < len(p.arrows) {
			set = w.sets.of(some)
		}
		switch {
		case x.to == here.node && set == here.set: // where the walk is already; most commands move nothing
		case set != noSet:
			w.push(x.to, set, at, x, both, apart)
		default:
			if apart { // a step that looks like it is there
				w.blur(w.steps.fine)
			}
			w.differs(at, x, both, theirs)
		}
	}
}

// theirs are the arrows from a set of nodes of b, in order.
func (w *walk) theirs(set int32) []arrow {
	if set < w.sets.single {
		return w.b.from(set)
	}
	for len(w.merged) < len(w.sets.all) {
		w.merged = append(w.merged, nil)
	}
	at := &w.merged[set-w.sets.single]
	if *at == nil { // many nodes of a are met with the same set
		for _, n := range w.sets.nodes(set) {
			*at = append(*at, w.b.from(n)...)
		}
		slices.SortFunc(*at, arrow.compare)
	}
	return *at
}

// differs reports an arrow of a that b does not have, and goes on where b has the row by its name, or any refusal
// of the same line: what comes behind is compared all the same.
func (w *walk) differs(at int32, x arrow, under explore.Set, theirs []arrow) {
	row := &w.a.machine.Rows[x.row]
	if x.where != 0 && !effect(row) { // the command may have an effect with other settings, and this refusal is one that counts
		w.refused[row.Command] = append(w.refused[row.Command], x.where)
	}
	var same []arrow // of the same line
	for _, y := range theirs {
		if w.steps.begins(y.label) == w.steps.begins(x.label) {
			same = append(same, y)
		}
	}
	for _, p := range divide(under, same) {
		if effect(row) {
			w.report(at, x, p)
		} else if w.kind == New && len(p.arrows) > 0 { // the walk in the other direction need not tell it again
			acts := w.a.acts(row.Command, w.a.from(w.pairs[at].node)).Or(w.b.acts(row.Command, theirs))
			if p.under = p.under.Without(w.under.only).Without(acts); p.under != nil {
				w.report(at, x, p)
			}
		}
	}
	for _, p := range divide(under, w.beside(row, same)) {
		if len(p.arrows) > 0 {
			w.push(x.to, w.sets.of(p.arrows), at, x, p.under, false)
		}
	}
}

// beside are the arrows of b that are taken for a row of a all the same.
func (w *walk) beside(row *spec.Row, same []arrow) []arrow {
	var beside []arrow
	for _, y := range same {
		other := &w.b.machine.Rows[y.row]
		if !effect(row) && !effect(other) || effect(row) && other.Name == row.Name && other.Command == row.Command {
			beside = append(beside, y)
		}
	}
	return beside
}

// acts are the pairings under which a command has an effect among arrows.
func (a *automaton) acts(command string, arrows []arrow) explore.Set {
	var acts explore.Set
	for _, x := range arrows {
		if row := &a.machine.Rows[x.row]; row.Command == command && effect(row) {
			acts = acts.Or(x.under)
		}
	}
	return acts
}

// report keeps a difference, if it is the gravest or the shortest of its kind. Refusals that are declared in one
// place are one finding.
func (w *walk) report(at int32, x arrow, p part) {
	row := &w.a.machine.Rows[x.row]
	if !effect(row) {
		w.candidate(at, x, p, key{change: Refusal, subject: row.Name, pos: row.Pos}, 0)
		return
	}
	for _, g := range w.graded(row, &w.a.graph.Nodes[w.pairs[at].node].Config, p.under) {
		w.candidate(at, x, part{g.under, p.arrows}, key{change: w.kind, subject: subject(row)}, g.severity)
	}
}

// candidate keeps a difference of one severity.
func (w *walk) candidate(at int32, x arrow, p part, k key, severity Severity) {
	row, pairing := &w.a.machine.Rows[x.row], p.under.First()
	c := candidate{depth: w.pairs[at].depth + 1, positive: row.Code/100 < 4, pos: row.Pos, severity: severity, pairing: pairing}
	known := w.found[k]
	if known == nil {
		known = &candidate{codes: map[int]bool{}, subjects: map[string]bool{}, severity: -1}
		w.found[k] = known
	}
	w.certain(at)
	news := !known.codes[row.Code] || !known.subjects[subject(row)]
	known.codes[row.Code] = true
	known.subjects[subject(row)] = true
	better := c.better(known)
	if (news || better) && !w.happens(at, x, pairing) {
		w.blurSettings(row.Command, nil)
	}
	if !better {
		return
	}
	c.codes, c.subjects = known.codes, known.subjects
	c.witness = w.dialogue(at, x)
	c.instead = w.instead(at, row, p.arrows)
	c.policies = w.a.machine.DescribeValuation(w.a.graph.Valuations[w.under.of(w.kind, pairing)])
	w.found[k] = &c
}

// dialogue is what a says up to a pair, and then the arrow.
func (w *walk) dialogue(at int32, x arrow) []explore.Exchange {
	var back []int32
	for p := at; w.pairs[p].parent >= 0; p = w.pairs[p].parent {
		back = append(back, w.pairs[p].row)
	}
	dialogue := []explore.Exchange{w.a.machine.Exchange(0)}
	for _, r := range slices.Backward(back) {
		dialogue = append(dialogue, w.a.machine.Exchange(int(r)))
	}
	last, row := w.a.machine.Exchange(int(x.row)), &w.a.machine.Rows[x.row]
	if c := w.a.machine.Command(row.Command); c != nil && effect(row) && w.steps.bare[w.steps.begins(x.label)] {
		last.Command = c.Spelling()
	}
	return append(dialogue, last)
}

// maxInstead bounds how many answers of the other revision a finding lists; one tells most, and a handler may have ten.
const maxInstead = 3

// instead is what b does where a gives a row.
func (w *walk) instead(at int32, row *spec.Row, arrows []arrow) []string {
	var said []string
	for _, y := range arrows {
		other := &w.b.machine.Rows[y.row]
		text := w.b.machine.Exchange(int(y.row)).Reply
		if other.Code == row.Code { // it is another step because the handler is given something else
			mine, theirs := w.a.given(row, &w.a.graph.Nodes[w.pairs[at].node].Config), w.b.given(other, w.theirConfig(at))
			return []string{text + " (with " + theirs + ", not " + mine + ")"}
		}
		if text != "" && !slices.Contains(said, text) && len(said) < maxInstead {
			said = append(said, text)
		}
	}
	switch {
	case len(said) > 0:
		return said
	case row.Kind == spec.KindEvent, row.Kind == spec.KindEnd, row.Kind == spec.KindTransferEnd:
		return []string{"does not happen"}
	case w.b.machine.Command(row.Command) == nil:
		return []string{"no such command"}
	}
	return []string{"not answered here"}
}

// theirConfig is where b stands beside a pair, one of the places if there are several.
func (w *walk) theirConfig(at int32) *explore.Config {
	n := w.pairs[at].set
	if n >= w.sets.single {
		n = w.sets.nodes(n)[0]
	}
	return &w.b.graph.Nodes[n].Config
}

// noSet is no set of nodes.
const noSet = int32(-1)

// sets numbers sets of nodes: a single node is its own number, others follow.
type sets struct {
	single int32
	known  map[string]int32
	all    [][]int32
	key    []byte
}

// of is the set of the arrows' targets.
func (s *sets) of(arrows []arrow) int32 {
	to := arrows[0].to
	if !slices.ContainsFunc(arrows, func(x arrow) bool { return x.to != to }) {
		return to
	}
	nodes := make([]int32, 0, len(arrows))
	for _, x := range arrows {
		nodes = append(nodes, x.to)
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	s.key = s.key[:0]
	for _, n := range nodes {
		s.key = binary.LittleEndian.AppendUint32(s.key, uint32(n))
	}
	if id, known := s.known[string(s.key)]; known {
		return id
	}
	if s.known == nil {
		s.known = map[string]int32{}
	}
	id := s.single + int32(len(s.all))
	s.known[string(s.key)] = id
	s.all = append(s.all, nodes)
	return id
}

func (s *sets) nodes(set int32) []int32 { return s.all[set-s.single] }
