package diff

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/internal/diagram"
)

// walk looks for dialogues of a that are none of b, under all pairings at once. It goes through a, breadth first, and
// keeps with each node the set of nodes of b that the same dialogue may have led to, and the zone in which it may.
// Under one pairing it is as if that one had been walked through alone: the same places in the same order.
type walk struct {
	a, b         *automaton
	kind         Change // New or Lost
	steps        *alphabet
	under        *pairings
	settings     *room
	mine, theirs *seat // of a and b

	places  []spot
	ways    []way
	next    map[meeting]int32 // places that are one step further than those that are looked at
	seen    map[meeting][]zone
	sets    sets
	merged  [][]arrow // by set of several nodes, what theirs has found
	found   map[key]*candidate
	maxWays int
	struck  bool // there would be more

	blurred map[string]bool // regions that have to be in the nodes
	loose   *looseness      // nil for a walk that looks at settings
}

// meeting is a node of a and a set of nodes of b.
type meeting struct{ node, set int32 }

// spot is a meeting, and the ways that lead there in as few steps.
type spot struct {
	meeting
	depth, first, last int32  // the ways
	apart              uint64 // the fine regions because of which b may be in more places (tellsApart)
}

// way is a last step to a place, and the zone in which nothing shorter leads there.
type way struct {
	zone
	from        diagram.Set // the settings before the step
	parent      int32       // the place that it comes from, -1 at the beginning
	row, theirs int32       // of a and b; -1 for none
	next        int32       // of the same place, -1 behind the last
	asks        bool        // the step asks about settings
}

// run walks.
func (w *walk) run() {
	w.next, w.seen = map[meeting]int32{}, map[meeting][]zone{}
	w.sets.single = int32(len(w.b.graph.Nodes))
	w.found = map[key]*candidate{}
	all := w.under.all
	if w.kind == Lost {
		all = all.Without(w.under.only)
	}
	begin := zone{all, w.settings.begin}
	for n := range w.a.implicit {
		w.push(meeting{int32(n), w.sets.of(w.beginning(n))}, way{zone: begin, parent: -1, row: -1, theirs: -1}, 0)
	}
	clear(w.next)
	for at := range w.a.implicit { // what happens before the greeting alone: TLS without being asked for
		var theirs []arrow
		for _, x := range w.beginning(at) {
			theirs = append(theirs, w.b.implicit[x.to]...)
		}
		for _, p := range w.divide(begin, theirs, w.like) {
			w.follow(int32(at), w.a.implicit[at], p, nil)
		}
	}
	for from, to := 0, len(w.a.implicit); from < to && !w.struck; from, to = to, len(w.places) {
		for at := from; at < to && !w.doubts(); at++ {
			for _, z := range w.zones(int32(at)) {
				w.step(int32(at), z)
			}
		}
		clear(w.next)
	}
}

// beginning leads to the nodes of b in which a session may begin that begins in a node of a: those that agree about
// what the connection decides.
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

// push adds a way to a meeting, as far as it leads to something new.
func (w *walk) push(m meeting, last way, apart uint64) {
	for _, z := range w.beyond(last.zone, w.seen[m]) {
		if len(w.ways) == w.maxWays {
			w.struck = true
			return
		}
		w.seen[m] = w.together(w.seen[m], z)
		last.zone, last.next = z, -1
		at, known := w.next[m]
		if !known {
			at = int32(len(w.places))
			w.next[m] = at
			w.places = append(w.places, spot{meeting: m, first: int32(len(w.ways)), last: -1})
		}
		p := &w.places[at]
		if p.last >= 0 {
			w.ways[p.last].next = int32(len(w.ways))
		}
		p.last, p.apart = int32(len(w.ways)), p.apart|apart
		if last.parent >= 0 {
			from := &w.places[last.parent]
			p.depth, p.apart = from.depth+1, p.apart|from.apart
		}
		w.ways = append(w.ways, last)
	}
}

// zones are where a place is reached as fast, taken together.
func (w *walk) zones(at int32) []zone {
	var all []zone
	for i := w.places[at].first; i >= 0; i = w.ways[i].next {
		all = w.together(all, w.ways[i].zone)
	}
	return all
}

// in is where an arrow of a is.
func (w *walk) in(x arrow) zone { return zone{w.a.unders[x.under], w.mine.wheres[x.where]} }

// there is where an arrow of b is.
func (w *walk) there(y arrow) zone { return zone{w.b.unders[y.under], w.theirs.wheres[y.where]} }

// like is where an arrow of b is the same step as one of a with the same label.
func (w *walk) like(y arrow) zone {
	return zone{w.b.unders[y.under], w.settings.And(w.theirs.wheres[y.where], w.settings.likeness(&w.b.machine.Rows[y.row]))}
}

// step compares what may follow in a with what may follow in b.
func (w *walk) step(at int32, z zone) {
	here := w.places[at]
	mine, theirs := w.a.from(here.node), w.from(here.set)
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
		for _, p := range w.divide(z, theirs[first:j], w.like) {
			w.follow(at, mine[begin:i], p, theirs)
		}
	}
}

// follow takes arrows of a step of a, where b has those of a part.
func (w *walk) follow(at int32, mine []arrow, p part, theirs []arrow) {
	if len(mine) == 0 {
		return
	}
	apart := w.tellsApart(mine[0].label, p, theirs)
	for _, x := range mine {
		both := w.both(p.zone, w.in(x))
		if both.empty() {
			continue
		}
		some := p.arrows
		if w.loose != nil {
			some = w.loose.withSettings(w, x, some)
		}
		if len(some) > 0 {
			w.take(at, x, part{both, some}, apart)
			continue
		}
		w.blur(apart) // a step that looks like it is there
		w.differs(at, x, both, theirs)
	}
}

// take goes with an arrow of a to where arrows of b go in a part.
func (w *walk) take(at int32, x arrow, p part, apart uint64) {
	for len(p.arrows) > 0 {
		row, arrows := p.arrows[0].row, p.arrows
		moves, others := w.theirs.moves[row], []arrow(nil)
		if slices.ContainsFunc(arrows, func(y arrow) bool { return !slices.Equal(w.theirs.moves[y.row], moves) }) {
			arrows = slices.DeleteFunc(slices.Clone(arrows), func(y arrow) bool {
				other := !slices.Equal(w.theirs.moves[y.row], moves)
				if other {
					others = append(others, y)
				}
				return other
			})
		}
		m, last := meeting{x.to, w.sets.of(arrows)}, way{zone: p.zone, from: p.set, parent: at, row: x.row, theirs: row, asks: x.where != 0}
		last.set = w.settings.after(w.settings.after(p.set, w.mine.moves[x.row]), moves)
		if m != w.places[at].meeting || last.set != p.set { // most commands move nothing
			w.push(m, last, apart)
		}
		p.arrows = others
	}
}

// from are the arrows from a set of nodes of b, in order.
func (w *walk) from(set int32) []arrow {
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
