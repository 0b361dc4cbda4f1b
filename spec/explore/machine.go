// Package explore walks through everything that a protocol table allows: every configuration that a session
// can reach, under every valuation of the operator's switches, by every row.
//
//	g := explore.NewMachine(s).ExploreAll()
//	for _, e := range g.Edges { … }        // from configuration, row, to configuration, and under which valuations
//	fmt.Println(g.Dialogue(node))          // the shortest dialogue that leads there
//
// A node is one state for each region, the reply whose transfer is running, and the set of valuations for which that
// is so: a policy costs little, because few rows ask for it. Exploration is explicit and breadth first, so that the
// first way found to a node is a shortest one. What the world decides (which outcome a handler chooses, whether an
// account has a permission, when the network fails) is explored both ways.
//
// Regions that nothing reads but handlers (the type, the language …) do not multiply the nodes: they are aside,
// and each node has the set of states that each of them may be in there. Machine.Aside says why that is exact.
package explore

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// MaxRegions bounds the regions of a spec; the runtime has the same bound.
const MaxRegions = 40

// Config is where a session stands. It can be compared and be a map's key.
type Config struct {
	States  [MaxRegions]uint8 // by region, index into its States
	Running int16             // 1 + the row whose transfer runs; 0 for none
}

// Names that the language gives to regions, states and rows that the runtime acts on.
const (
	regionSession  = "session"
	regionTransfer = "transfer"
	stateClosing   = "closing"
	stateClosed    = "closed"
	eventOpened    = "data-opened"
	eventImplicit  = "implicit"
	eventMarker    = "marker"
	endAborted     = "aborted"
	thenAbort      = "abort"
	thenReceive    = "receive"
)

// Machine is a spec made ready to explore. It is read-only, so that many goroutines may explore it.
type Machine struct {
	Spec     *spec.Spec
	Rows     []spec.Row
	regions  map[string]int
	policies map[string]int
	steps    []step // by row
	commands []command
	byName   map[string]int // index into commands
	events   []int          // rows that are events, "connected" aside
	opened   int            // the row of data-opened, -1 without one
	session  int            // region
	transfer int            // region
	closing  uint8          // state of session
	closed   uint8          // state of session
	begin    uint8          // state of transfer right after the preliminary reply
	now      bool           // some handler runs during a transfer
	aside    []beside       // the regions that are not in the nodes
	words    int            // how many words hold the states of all of them
	first    []uint64       // those words for a new session
	tests    settings       // of the regions aside those that commands ask about
}

// NewMachine expands the spec's rows and indexes them.
func NewMachine(s *spec.Spec) *Machine {
	m := &Machine{Spec: s, Rows: s.Rows(), regions: map[string]int{}, policies: map[string]int{}, opened: -1}
	for i, r := range s.Regions {
		m.regions[r.Name] = i
	}
	for i, p := range s.Policies {
		m.policies[p.Name] = i
	}
	m.session, m.transfer = m.regions[regionSession], m.regions[regionTransfer]
	m.closing, m.closed = m.state(m.session, stateClosing), m.state(m.session, stateClosed)
	for _, mv := range s.Transfer.Begin {
		if mv.Region == regionTransfer {
			m.begin = m.state(m.transfer, mv.State)
		}
	}
	m.prepare(m.choose())
	m.setAside(m.unread())
	return m
}

// prepare gives numbers for names to what commands and rows ask and do, with some regions as settings.
func (m *Machine) prepare(regions []int) {
	m.tests = newSettings(m.Spec, regions)
	m.commands, m.steps, m.events, m.byName = nil, nil, nil, map[string]int{}
	for i := range m.Spec.Commands {
		c := &m.Spec.Commands[i]
		m.byName[c.Name] = i
		m.commands = append(m.commands, command{Command: c, nobody: -1, waiting: -1})
		m.now = m.now || c.During == spec.DuringNow && c.By == spec.ByHandler
	}
	for i := range m.Rows {
		row := &m.Rows[i]
		m.steps = append(m.steps, m.step(row))
		if row.Kind == spec.KindEvent {
			m.addEvent(i, row)
			continue
		}
		m.add(&m.commands[m.byName[row.Command]], i, row)
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

// Command finds a command by its canonical name, nil if there is none.
func (m *Machine) Command(name string) *spec.Command {
	if i, ok := m.byName[name]; ok {
		return m.commands[i].Command
	}
	return nil
}

// Region is a region's index in Config.States, -1 if there is none.
func (m *Machine) Region(name string) int {
	if r, ok := m.regions[name]; ok {
		return r
	}
	return -1
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
func (m *Machine) Closed(c *Config) bool { return c.States[m.session] == m.closed }

// Closing says whether nothing more is read: a command that ends the session waits for the transfer's end.
func (m *Machine) Closing(c *Config) bool { return c.States[m.session] == m.closing }
