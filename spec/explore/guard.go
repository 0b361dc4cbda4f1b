package explore

import "github.com/portolan-ftp/portolan/spec"

// Guard is a condition with numbers for names. The empty one always holds.
type Guard struct {
	regions, policies []term
	settings          []term // regions too, but beside the nodes
	where             combos // the combinations in which these hold
}

// term says that a region or a policy is in one of the states of a set.
type term struct {
	index  uint8
	states uint64
}

// Guard prepares a condition; what it names must exist, or it never holds.
func (m *Machine) Guard(cond spec.Cond) Guard {
	var g Guard
	for _, t := range cond {
		index, names, list := m.regions[t.Region], []string(nil), &g.regions
		if t.Policy {
			index, list = m.policies[t.Region], &g.policies
			names = m.Spec.Policies[index].Values
		} else {
			names = m.Spec.Regions[index].States
			if m.tests.at(index) >= 0 {
				list = &g.settings
			}
		}
		set := term{index: uint8(index)}
		for i, name := range names {
			for _, s := range t.States {
				if s == name {
					set.states |= 1 << i
				}
			}
		}
		*list = append(*list, set)
	}
	g.where = m.tests.where(g.settings)
	return g
}

// empty reports whether the condition asks for nothing.
func (g *Guard) empty() bool { return len(g.regions)+len(g.policies)+len(g.settings) == 0 }

// allowed reports whether the policies are as the condition wants them.
func (g *Guard) allowed(valuation []uint8) bool { return all(g.policies, valuation) }

// reached reports whether the regions in the nodes are as the condition wants them.
func (g *Guard) reached(c *Config) bool { return all(g.regions, c.States[:]) }

// all reports whether every term holds.
func all(terms []term, at []uint8) bool {
	for _, t := range terms {
		if t.states&(1<<at[t.index]) == 0 {
			return false
		}
	}
	return true
}

// Holds says whether the condition holds in a configuration under a valuation.
func (g *Guard) Holds(c *Config, valuation []uint8) bool {
	return g.reached(c) && all(g.settings, c.States[:]) && g.allowed(valuation)
}

// Holds says whether a condition holds in a configuration under a valuation; many questions are asked faster
// of a Guard.
func (m *Machine) Holds(cond spec.Cond, c *Config, valuation []uint8) bool {
	g := m.Guard(cond)
	return g.Holds(c, valuation)
}

// Where is a condition that can be asked of a graph's nodes.
type Where struct {
	guard   Guard
	allowed Set
}

// Where prepares a condition for a graph.
func (g *Graph) Where(cond spec.Cond) Where { return g.where(g.Machine.Guard(cond)) }

func (g *Graph) where(guard Guard) Where {
	w := Where{guard: guard, allowed: g.all}
	if len(guard.policies) > 0 {
		w.allowed = newSet(len(g.Valuations), func(i int) bool { return guard.allowed(g.Valuations[i]) })
	}
	return w
}

// Of are the valuations under which the condition can hold in a configuration, whatever the settings are.
func (w *Where) Of(c *Config) Set {
	if !w.guard.reached(c) {
		return nil
	}
	return w.allowed
}
