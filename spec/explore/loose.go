package explore

// Loose is how many configurations there are under some valuations, and how many rows and lines that wait between them,
// each counted for every valuation, where each setting that is not in the nodes may be in any state at any time.
// Nothing is kept of the steps, so that products can be counted that are too large for a graph.
func (m *Machine) Loose(valuations ...[]uint8) (nodes, edges int) {
	type part struct {
		config Config
		under  Set
	}
	var queue []part
	reached := map[Config]Set{}
	reach := func(c Config, under Set) {
		if more := under.Without(reached[c]); more != nil {
			nodes += more.Len()
			reached[c] = reached[c].Or(more)
			queue = append(queue, part{c, more})
		}
	}
	all := NewSet(len(valuations), func(int) bool { return true })
	for _, c := range m.beginnings() {
		reach(c, all)
	}
	at := several(valuations)
	var rows []given
	for len(queue) > 0 {
		p := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, w := range m.Postponed(&p.config) {
			after := p.config
			after.Waiting = w
			edges += p.under.Len()
			reach(after, p.under)
		}
		rows = m.allAnswers(rows[:0], &p.config, p.under, at)
		for _, r := range rows {
			m.ApplyMoves(r.row, p.config, m.core, func(after Config) {
				edges += r.under.Len()
				reach(after, r.under)
			})
		}
	}
	return nodes, edges
}
