package explore

// piece is a part of what a node stands for: some valuations of the policies, and for all of them the same combinations
// of the settings.
type piece struct {
	under Set
	where combos
}

// part parts a piece by a condition: what meets it, and what does not. The parts have no valuation in common but for
// that of the condition itself.
func (m *Machine) part(p piece, under Set, where combos) (met piece, others []piece) {
	met = piece{p.under.And(under), p.where.and(where)}
	if met.under == nil || met.where.empty() {
		return piece{}, []piece{p}
	}
	if rest := p.under.Without(under); rest != nil {
		others = append(others, piece{rest, p.where})
	}
	if where != nil {
		if rest := m.tests.without(p.where, where); !rest.empty() {
			others = append(others, piece{met.under, rest})
		}
	}
	return met, others
}

// by parts pieces by a condition.
func (m *Machine) by(pieces []piece, g *Guard, c *Config, at holds) (met, others []piece) {
	under, where := at(g, c)
	if where == nil && len(pieces) == 1 { // most are so, and nothing has to be made for them
		switch {
		case under.Covers(pieces[0].under):
			return pieces, nil
		case !under.Meets(pieces[0].under):
			return nil, pieces
		}
	}
	for _, p := range pieces {
		yes, no := m.part(p, under, where)
		if yes.under != nil {
			met = append(met, yes)
		}
		others = append(others, no...)
	}
	return met, others
}
