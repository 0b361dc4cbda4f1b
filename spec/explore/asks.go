package explore

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/meaning"
)

// ask is a guard that reads settings: the part about the nodes, and the combinations of the settings in which the rest
// holds.
type ask struct {
	core  meaning.Guard
	where Combos
}

// setTests makes settings of some regions.
func (m *Machine) setTests(regions []int) {
	m.tests = newSettings(m.Spec, regions)
	m.asks, m.asking = map[*meaning.Guard]*ask{}, make([]bool, len(m.Commands))
	for i := range m.Commands {
		for c := range m.Commands[i].Choices {
			cond := &m.Commands[i].Choices[c].Condition
			for _, g := range []*meaning.Guard{&cond.When, cond.Unless} {
				if g == nil {
					continue
				}
				if a := m.askOf(g); a.where != nil {
					m.asks[g], m.asking[i] = &a, true
				}
			}
		}
	}
}

// askOf splits a guard.
func (m *Machine) askOf(g *meaning.Guard) ask {
	a := ask{core: *g}
	setting := func(t meaning.Term) bool { return m.tests.at(t.Index) >= 0 }
	if !slices.ContainsFunc(g.Regions, setting) {
		return a
	}
	a.core.Regions = slices.DeleteFunc(slices.Clone(g.Regions), setting)
	a.where = m.tests.where(slices.DeleteFunc(slices.Clone(g.Regions), func(t meaning.Term) bool { return !setting(t) }))
	return a
}

// piece is a part of a node: some valuations of the policies, all with the same combinations of the settings.
type piece struct {
	under Set
	where Combos
}

// answersWith is answers for a command that asks about settings.
func (m *Machine) answersWith(rows []given, choices []meaning.Choice, c *Config, under Set, at holds) []given {
	if m.Closed(c) {
		return rows
	}
	left := []piece{{under: under}}
	for i := range choices {
		choice := &choices[i]
		met, others := m.meeting(left, &choice.Condition, c, at)
		row := met
		switch choice.Kind {
		case meaning.Refuses:
			row, left = others, met
		case meaning.First:
			left = others
		}
		for _, p := range row {
			if choice.Row != meaning.NoRow {
				rows = append(rows, given{choice.Row, p.under, p.where})
			}
		}
	}
	return rows
}

// meeting splits pieces into those where a condition holds and those where it does not.
func (m *Machine) meeting(pieces []piece, cond *meaning.Condition, c *Config, at holds) (met, others []piece) {
	met, others = m.by(pieces, &cond.When, c, at)
	if cond.Unless == nil {
		return met, others
	}
	more, met := m.by(met, cond.Unless, c, at)
	return met, append(others, more...)
}

// by splits pieces by a guard.
func (m *Machine) by(pieces []piece, g *meaning.Guard, c *Config, at holds) (met, others []piece) {
	where := Combos(nil)
	if a := m.asks[g]; a != nil {
		g, where = &a.core, a.where
	}
	under := at(g, c)
	for _, p := range pieces {
		yes, no := m.part(p, under, where)
		if yes.under != nil {
			met = append(met, yes)
		}
		others = append(others, no...)
	}
	return met, others
}

// part splits a piece by what a guard allows. The parts have no valuation in common but for that of the guard itself.
func (m *Machine) part(p piece, under Set, where Combos) (met piece, others []piece) {
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
