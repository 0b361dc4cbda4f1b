// Package explore walks through everything that a protocol table allows: every configuration that a session
// can reach, under every valuation of the operator's switches, by every row.
//
//	m := explore.NewMachine(s)
//	for _, g := range m.ExploreAll() {
//		for _, e := range g.Edges { … }        // from configuration, row, to configuration
//		fmt.Println(g.Dialogue(node))          // the shortest dialogue that leads there
//	}
//
// A node is one state for each region, and the reply whose transfer is running. Exploration is explicit and
// breadth first, so that the first way found to a node is a shortest one. What the world decides (which
// outcome a handler chooses, whether an account has a permission, when the network fails) is explored both ways.
package explore

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// MaxRegions bounds the regions of a spec; the runtime has the same bound.
const MaxRegions = 24

// Config is where a session stands. It can be compared and be a map's key.
type Config struct {
	States  [MaxRegions]uint8 // by region, index into its States
	Running int16             // 1 + the row whose transfer runs; 0 for none
}

// Machine is a spec made ready to explore.
type Machine struct {
	Spec     *spec.Spec
	Rows     []spec.Row
	regions  map[string]int
	policies map[string]int
	commands []command
	events   []int // rows that are events, "connected" aside
	opened   int   // the row of data-opened
	session  int   // region
	transfer int
}

// command is a command's rows, sorted by what they are for.
type command struct {
	*spec.Command
	needs   []int // by Needs
	refusal []int // denied, syntax
	replies []int
	nobody  int // -1, or the not-offered row
	waiting int // -1, or the waiting row
}

// NewMachine expands the spec's rows and indexes them.
func NewMachine(s *spec.Spec) *Machine {
	m := &Machine{Spec: s, Rows: s.Rows(), regions: map[string]int{}, policies: map[string]int{}}
	for i, r := range s.Regions {
		m.regions[r.Name] = i
	}
	for i, p := range s.Policies {
		m.policies[p.Name] = i
	}
	m.session, m.transfer = m.regions["session"], m.regions["transfer"]
	byName := map[string]int{}
	for i := range s.Commands {
		byName[s.Commands[i].Name] = i
		m.commands = append(m.commands, command{Command: &s.Commands[i], nobody: -1, waiting: -1})
	}
	for i := range m.Rows {
		row := &m.Rows[i]
		if row.Kind == spec.KindEvent {
			m.addEvent(i, row)
			continue
		}
		m.commands[byName[row.Command]].add(i, row)
	}
	return m
}

func (m *Machine) addEvent(i int, row *spec.Row) {
	switch row.Name {
	case "connected", "too-many": // before the first configuration
	case "data-opened":
		m.opened = i
	default:
		m.events = append(m.events, i)
	}
}

func (c *command) add(i int, row *spec.Row) {
	switch row.Kind {
	case spec.KindNeed:
		c.needs = append(c.needs, i)
	case spec.KindDenied, spec.KindSyntax:
		c.refusal = append(c.refusal, i)
	case spec.KindNotOffered:
		c.nobody = i
	case spec.KindWaiting:
		c.waiting = i
	case spec.KindReply:
		c.replies = append(c.replies, i)
	}
}

// Initial is the configuration right after connecting.
func (m *Machine) Initial() Config { return Config{} }

// Valuations are all combinations of the policies' values, the defaults first; each is an index into Values for
// each policy.
func (m *Machine) Valuations() [][]uint8 {
	all := [][]uint8{make([]uint8, len(m.Spec.Policies))}
	for p := range slices.Backward(m.Spec.Policies) {
		var next [][]uint8
		for v := range m.Spec.Policies[p].Values {
			for _, valuation := range all {
				with := slices.Clone(valuation)
				with[p] = uint8(v)
				next = append(next, with)
			}
		}
		all = next
	}
	return all
}

// Holds says whether a condition holds in a configuration under a valuation. The empty one always does.
func (m *Machine) Holds(cond spec.Cond, c *Config, valuation []uint8) bool {
	for _, term := range cond {
		if !slices.Contains(term.States, m.stateName(term, c, valuation)) {
			return false
		}
	}
	return true
}

func (m *Machine) stateName(term spec.CondTerm, c *Config, valuation []uint8) string {
	if term.Policy {
		p := m.policies[term.Region]
		return m.Spec.Policies[p].Values[valuation[p]]
	}
	r := m.regions[term.Region]
	return m.Spec.Regions[r].States[c.States[r]]
}

// NeedHolds says whether a precondition lets a command pass.
func (m *Machine) NeedHolds(n *spec.Need, c *Config, valuation []uint8) bool {
	if len(n.When) > 0 && !m.Holds(n.When, c, valuation) {
		return false
	}
	return len(n.Unless) == 0 || !m.Holds(n.Unless, c, valuation)
}

// State is the name of a region's state in a configuration, "" for an unknown region.
func (m *Machine) State(c *Config, region string) string {
	r, ok := m.regions[region]
	if !ok {
		return ""
	}
	return m.Spec.Regions[r].States[c.States[r]]
}

// Busy says whether a transfer is running.
func (c *Config) Busy() bool { return c.Running != 0 }

// Closed says whether the session has ended.
func (m *Machine) Closed(c *Config) bool { return m.State(c, "session") == "closed" }
