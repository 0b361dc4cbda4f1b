package meaning

import "github.com/portolan-ftp/portolan/spec"

// Guard is a condition with numbers for names: everything that it asks for must hold. The zero value always holds.
type Guard struct {
	Regions  []Term
	Policies []Term
	Running  []int // one of these rows' transfers runs, in order
	Idle     bool  // none runs
	Busy     bool  // some runs
	Waiting  uint8 // bits: the queue is in one of these states; 0 for any
}

// Term says that a region or a policy is in one of the states of a set.
type Term struct {
	Index  int
	States uint64
}

// Condition holds where When holds and Unless does not; a nil Unless never holds.
type Condition struct {
	When   Guard
	Unless *Guard
}

// Guard prepares a condition of the spec. A condition that names something unknown never holds.
func (m *Meaning) Guard(cond spec.Cond) Guard {
	var g Guard
	for _, t := range cond {
		index, names, list := m.regions[t.Region], []string(nil), &g.Regions
		if t.Policy {
			index, list = m.policies[t.Region], &g.Policies
			names = m.Spec.Policies[index].Values
		} else {
			names = m.Spec.Regions[index].States
		}
		set := Term{Index: index}
		for i, name := range names {
			for _, s := range t.States {
				if s == name {
					set.States |= 1 << i
				}
			}
		}
		*list = append(*list, set)
	}
	return g
}

// Empty reports whether the guard asks for nothing.
func (g *Guard) Empty() bool {
	return len(g.Regions)+len(g.Policies)+len(g.Running) == 0 && !g.Idle && !g.Busy && g.Waiting == 0
}

// Allowed reports whether the policies are as the guard wants them.
func (g *Guard) Allowed(valuation []uint8) bool { return all(g.Policies, valuation) }

// Reached reports whether the session is as the guard wants it.
func (g *Guard) Reached(c *Config) bool {
	switch {
	case g.Idle && c.Busy(), g.Busy && !c.Busy(), g.Waiting != 0 && g.Waiting&(1<<c.Waiting) == 0:
		return false
	case g.Running != nil && !contains(g.Running, int(c.Running)-1):
		return false
	}
	return all(g.Regions, c.States[:])
}

// Holds says whether the guard holds in a configuration under a valuation.
func (g *Guard) Holds(c *Config, valuation []uint8) bool { return g.Reached(c) && g.Allowed(valuation) }

// all reports whether every term holds.
func all(terms []Term, at []uint8) bool {
	for i := range terms {
		if t := &terms[i]; t.States&(1<<at[t.Index]) == 0 {
			return false
		}
	}
	return true
}

func contains(rows []int, row int) bool {
	for _, r := range rows {
		if r == row {
			return true
		}
	}
	return false
}

// anyOf is a set of states of the queue.
func anyOf(some ...Waiting) uint8 {
	set := uint8(0)
	for _, w := range some {
		set |= 1 << w
	}
	return set
}
