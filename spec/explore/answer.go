package explore

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// given is a row that may be given, and the valuations and the combinations of the settings with which it may.
type given struct {
	row   int
	under Set
	where Combos
}

// holds says under which valuations a guard holds in a configuration.
type holds func(*meaning.Guard, *Config) Set

// one is the set of a single valuation, and single asks about it.
var one = Set{1}

func single(valuation []uint8) holds {
	return func(g *meaning.Guard, c *Config) Set {
		if g.Holds(c, valuation) {
			return one
		}
		return nil
	}
}

// several asks about many valuations, and remembers the answers for each guard. One goroutine uses it.
func several(valuations [][]uint8) holds {
	all := NewSet(len(valuations), func(int) bool { return true })
	known := map[*meaning.Guard]Set{}
	return func(g *meaning.Guard, c *Config) Set {
		switch {
		case !g.Reached(c):
			return nil
		case len(g.Policies) == 0:
			return all
		}
		allowed, ok := known[g]
		if !ok {
			allowed = NewSet(len(valuations), func(i int) bool { return g.Allowed(valuations[i]) })
			known[g] = allowed
		}
		return allowed
	}
}

// of are the valuations under which a condition holds.
func (at holds) of(cond *meaning.Condition, c *Config) Set {
	met := at(&cond.When, c)
	if cond.Unless == nil {
		return met
	}
	return met.Without(at(cond.Unless, c))
}

// rowsOf are the rows without their valuations.
func rowsOf(all []given) []int {
	var rows []int
	for _, g := range all {
		rows = append(rows, g.row)
	}
	return rows
}

// Answers are the rows that may answer a command in a configuration. There are none where the command waits or is not
// read. Otherwise a spec without faults always has some.
func (m *Machine) Answers(name string, c *Config, valuation []uint8) []int {
	i, ok := m.byName[name]
	if !ok {
		return nil
	}
	return rowsOf(m.answers(nil, m.Commands[i].Choices, c, one, single(valuation)))
}

// Waits says whether a command that comes in a configuration is answered later, or not read any more.
func (m *Machine) Waits(k *spec.Command, c *Config) bool {
	for _, choice := range m.Commands[m.byName[k.Name]].Choices {
		if choice.Kind == meaning.First && choice.When.Reached(c) {
			return choice.Row == meaning.NoRow || m.Rows[choice.Row].Kind == spec.KindWaiting
		}
		if choice.Kind != meaning.First {
			break
		}
	}
	return false
}

// answers adds the rows that may be given by choices that are looked at in order, each with those of the valuations
// under which it may.
func (m *Machine) answers(rows []given, choices []meaning.Choice, c *Config, under Set, at holds) []given {
	if m.Closed(c) {
		return rows
	}
	for i := range choices {
		choice := &choices[i]
		fits := under.And(at.of(&choice.Condition, c))
		row := fits
		switch choice.Kind {
		case meaning.Refuses:
			row, under = under.Without(fits), fits
		case meaning.First:
			under = under.Without(fits)
		}
		if row != nil && choice.Row != meaning.NoRow {
			rows = append(rows, given{row: choice.Row, under: row})
		}
		if under == nil {
			break
		}
	}
	return rows
}

// Happens are the rows that may happen by themselves: events, and the completions of the running transfer.
func (m *Machine) Happens(c *Config, valuation []uint8) []int {
	return rowsOf(m.answers(nil, m.Happenings, c, one, single(valuation)))
}

// Apply is the configuration after a row, the regions aside included. Lines that waited count as used up where they may
// be. A row with `then: abort` first ends the running transfer.
func (m *Machine) Apply(r int, c Config) Config {
	after, some := c, false
	m.Meaning.Apply(r, c, func(next Config) {
		if !some {
			after, some = next, true
		}
	})
	return after
}
