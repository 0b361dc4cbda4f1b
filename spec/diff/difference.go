package diff

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/diagram"
)

// differs reports an arrow of a that b does not have, and goes on where b has the row by its name, or any refusal
// of the same line: what comes behind is compared all the same.
func (w *walk) differs(at int32, x arrow, z zone, theirs []arrow) {
	row := &w.a.machine.Rows[x.row]
	if w.loose != nil && x.where != 0 {
		w.loose.doubt = true
	}
	var same []arrow // of the same line
	for _, y := range theirs {
		if w.steps.begins(y.label) == w.steps.begins(x.label) {
			same = append(same, y)
		}
	}
	for _, p := range w.divide(z, same, w.there) {
		if effect(row) {
			w.report(at, x, p)
		} else if w.kind == New && len(p.arrows) > 0 { // the walk in the other direction need not tell it again
			p.under = p.under.Without(w.under.only)
			for _, rest := range w.beyond(p.zone, w.acts(row.Command, at, theirs)) {
				if !rest.empty() {
					w.report(at, x, part{rest, p.arrows})
				}
			}
		}
	}
	for _, p := range w.divide(z, w.beside(row, same), w.there) {
		w.take(at, x, p, 0)
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

// acts are the zones in which a command has an effect where the walk is, in a or among arrows of b.
func (w *walk) acts(command string, at int32, theirs []arrow) []zone {
	var acts []zone
	add := func(s *side, arrows []arrow, in func(arrow) zone) {
		for _, x := range arrows {
			if row := &s.machine.Rows[x.row]; row.Command == command && effect(row) {
				acts = w.together(acts, in(x))
			}
		}
	}
	add(w.a.side, w.a.from(w.places[at].node), w.in)
	add(w.b.side, theirs, w.there)
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
	for _, g := range w.graded(row, &w.a.graph.Nodes[w.places[at].node].Config, p.under) {
		w.candidate(at, x, part{zone{g.under, p.set}, p.arrows}, key{change: w.kind, subject: subject(row)}, g.severity)
	}
}

// candidate keeps a difference of one severity.
func (w *walk) candidate(at int32, x arrow, p part, k key, severity Severity) {
	row, pairing := &w.a.machine.Rows[x.row], p.under.First()
	c := candidate{depth: w.places[at].depth + 1, positive: row.Code/100 < 4, pos: row.Pos, severity: severity, pairing: pairing}
	known := w.found[k]
	if known == nil {
		known = &candidate{codes: map[int]bool{}, subjects: map[string]bool{}, severity: -1}
		w.found[k] = known
	}
	w.blur(w.places[at].apart) // it may be none
	news, better := !known.codes[row.Code] || !known.subjects[subject(row)], c.better(known)
	known.codes[row.Code] = true
	known.subjects[subject(row)] = true
	if w.loose != nil && (news || better) && !w.happens(at, x, pairing) {
		w.loose.doubt = true
	}
	if !better {
		return
	}
	c.codes, c.subjects = known.codes, known.subjects
	c.witness = w.dialogue(at, x, p)
	c.instead = w.instead(at, row, p)
	c.policies = w.a.machine.DescribeValuation(w.a.graph.Valuations[w.under.of(w.kind, pairing)])
	w.found[k] = &c
}

// dialogue is what a says up to a place, under the first pairing of a part, and then the arrow.
func (w *walk) dialogue(at int32, x arrow, p part) []explore.Exchange {
	last, row := w.a.machine.Exchange(int(x.row)), &w.a.machine.Rows[x.row]
	if c := w.a.machine.Command(row.Command); c != nil && effect(row) && w.steps.bare[w.steps.begins(x.label)] {
		last.Command = c.Spelling()
	}
	back := []explore.Exchange{last}
	for set := p.set; ; {
		l, within := w.way(at, p.under.First(), set)
		if l.parent < 0 {
			break
		}
		back = append(back, w.a.machine.Exchange(int(l.row)))
		at, set = l.parent, w.settings.And(l.from, w.settings.before(within, slices.Concat(w.mine.moves[l.row], w.theirs.moves[l.theirs])))
	}
	slices.Reverse(back)
	return append([]explore.Exchange{w.a.machine.Exchange(0)}, back...)
}

// way is the first one that leads to a place under a pairing with some of a set, and with which of it.
func (w *walk) way(at int32, pairing int, set diagram.Set) (way, diagram.Set) {
	for i := w.places[at].first; i >= 0; i = w.ways[i].next {
		if both := w.settings.And(w.ways[i].set, set); both != diagram.None && w.ways[i].under.Has(pairing) {
			return w.ways[i], both
		}
	}
	// The walk keeps a place together with the way that found it; without one this package is wrong, and no verdict is
	// better.
	panic("diff: a place that no way leads to")
}

// maxInstead bounds how many answers of the other revision a finding lists; one tells most, and a handler may have ten.
const maxInstead = 3

// instead is what b does where a gives a row.
func (w *walk) instead(at int32, row *spec.Row, p part) []string {
	var said []string
	for _, y := range p.arrows {
		other := &w.b.machine.Rows[y.row]
		text := w.b.machine.Exchange(int(y.row)).Reply
		if other.Code == row.Code { // it is another step because the handler is given something else
			states := w.settings.First(p.set)
			mine := w.a.given(row, &w.a.graph.Nodes[w.places[at].node].Config, w.mine, states)
			theirs := w.b.given(other, w.theirConfig(at), w.theirs, states)
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

// theirConfig is where b stands beside a place, one of the nodes if there are several.
func (w *walk) theirConfig(at int32) *explore.Config {
	n := w.places[at].set
	if n >= w.sets.single {
		n = w.sets.nodes(n)[0]
	}
	return &w.b.graph.Nodes[n].Config
}
