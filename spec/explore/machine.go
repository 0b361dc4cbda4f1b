// Package explore walks through everything that a protocol table allows: every configuration that a session can reach,
// by every row, under every valuation of the policies. Policies are the operator's switches, and a valuation is one
// combination of a value for each of them.
//
//	g := explore.NewMachine(s).ExploreAll()
//	for _, e := range g.Edges { … }        // from configuration, row, to configuration, and under which valuations
//	fmt.Println(g.Dialogue(node))          // the shortest dialogue that leads there
//
// Package meaning says what a row means. A node has one state for each region, the reply whose transfer is running, the
// queue of lines, and the set of valuations for which this holds. A policy costs little, because few rows ask for it.
// Exploration is explicit and breadth first, so that the first way found to a node is a shortest one. Decisions from
// outside of the table (which outcome a handler chooses, whether an account has a permission, when the network fails)
// are explored both ways.
//
// What a part of the table costs, BenchmarkGrowth of cmd/ftpspec says (go test ./cmd/ftpspec -run NONE -bench Growth
// -benchtime 1x). On two cores of an AMD EPYC a table of 192 valuations had 7,059 nodes and 984,367
// edges and was explored in 0.34 s of one of them; its audit took 1.25 s of processor time. One more region of two
// states that every step may move and something asks about doubles all of that: 14,117 nodes, 1,982,061 edges, 0.86 s,
// and 2.5 s for the audit. One more policy of two values, with which there are 384 valuations, takes a hundredth more
// nodes and edges at most, 0.38 s, and 1.27 s for the audit.
//
// Regions that nothing reads but handlers (the type, the language …) do not multiply the nodes: they are aside,
// and each node has the set of states that each of them may be in there. Machine.Aside says why that is exact.
package explore

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// Config is where a session stands.
type Config = meaning.Config

const eventImplicit = "implicit"

// Machine is a spec made ready to explore. It is read-only, so that many goroutines may explore it.
type Machine struct {
	*meaning.Meaning
	byName  map[string]int // index into Commands
	closing meaning.Guard
	sides   []side   // by row, what it does to the regions aside
	tests   settings // of the regions aside those that commands ask about
	asks    map[*meaning.Guard]*ask
	asking  []bool   // by command, whether it asks about a setting
	aside   []beside // the regions that are not in the nodes
	words   int      // how many words hold the states of all of them
	first   []uint64 // those words for a new session
}

// NewMachine finds what the spec means.
func NewMachine(s *spec.Spec) *Machine {
	m := &Machine{Meaning: meaning.Of(s), byName: map[string]int{}}
	for i := range s.Commands {
		m.byName[s.Commands[i].Name] = i
	}
	m.closing = m.Guard(spec.Cond{s.Roles.Last})
	m.setTests(m.choose())
	m.setAside(m.unread())
	return m
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

// Command finds a command by its canonical name, nil if there is none.
func (m *Machine) Command(name string) *spec.Command {
	if i, ok := m.byName[name]; ok {
		return m.Commands[i].Command
	}
	return nil
}

// State is the name of a region's state in a configuration, "" for an unknown region.
func (m *Machine) State(c *Config, region string) string {
	r := m.Region(region)
	if r < 0 {
		return ""
	}
	return m.Spec.Regions[r].States[c.States[r]]
}

// Closed says whether the session has ended.
func (m *Machine) Closed(c *Config) bool { return m.Meaning.Closed.Reached(c) }

// Closing says whether nothing more is read: a command that ends the session waits for the transfer's end.
func (m *Machine) Closing(c *Config) bool { return m.closing.Reached(c) }

// Holds reports whether a condition holds in a configuration under a valuation. A Guard is faster for many questions.
func (m *Machine) Holds(cond spec.Cond, c *Config, valuation []uint8) bool {
	g := m.Guard(cond)
	return g.Holds(c, valuation)
}
