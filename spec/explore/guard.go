package explore

import "github.com/portolan-ftp/portolan/spec"

// Guard is a condition with numbers for names. The empty one always holds.
type Guard []term

// term says that a region or a policy is in one of the states of a set.
type term struct {
	index  uint8
	policy bool
	states uint64
}

// Guard prepares a condition; what it names must exist, or it never holds.
func (m *Machine) Guard(cond spec.Cond) Guard {
	var g Guard
	for _, t := range cond {
		index, names := m.regions[t.Region], []string(nil)
		if t.Policy {
			index = m.policies[t.Region]
			names = m.Spec.Policies[index].Values
		} else {
			names = m.Spec.Regions[index].States
		}
		set := term{index: uint8(index), policy: t.Policy}
		for i, name := range names {
			for _, s := range t.States {
				if s == name {
					set.states |= 1 << i
				}
			}
		}
		g = append(g, set)
	}
	return g
}

// Holds says whether the condition holds in a configuration under a valuation.
func (g Guard) Holds(c *Config, valuation []uint8) bool {
	for _, t := range g {
		at := uint8(0)
		if t.policy {
			at = valuation[t.index]
		} else {
			at = c.States[t.index]
		}
		if t.states&(1<<at) == 0 {
			return false
		}
	}
	return true
}

// Holds says whether a condition holds in a configuration under a valuation; many questions are asked faster
// of a Guard.
func (m *Machine) Holds(cond spec.Cond, c *Config, valuation []uint8) bool {
	return m.Guard(cond).Holds(c, valuation)
}
