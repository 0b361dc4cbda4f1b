package explore

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// Answers are the rows that may answer a command in a configuration. During a transfer a command that waits
// has none, or its waiting row. Never empty otherwise, in a spec without faults.
func (m *Machine) Answers(name string, c *Config, valuation []uint8) []int {
	i := slices.IndexFunc(m.commands, func(k command) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	return m.answers(&m.commands[i], c, valuation)
}

func (m *Machine) answers(k *command, c *Config, valuation []uint8) []int {
	if m.Closed(c) {
		return nil
	}
	closing := m.State(c, "session") == "closing"
	switch {
	case closing && (c.Busy() || k.During != spec.DuringLast):
		return nil // QUIT was the last command that is read
	case c.Busy() && k.During == spec.DuringLast:
		return []int{k.waiting}
	case c.Busy() && k.During == spec.DuringWait:
		return nil
	case k.nobody >= 0:
		return []int{k.nobody}
	}
	for i := range k.Needs {
		if !m.NeedHolds(&k.Needs[i], c, valuation) {
			return k.needs[i : i+1]
		}
	}
	rows := slices.Clone(k.refusal)
	for _, r := range k.replies {
		if !m.Holds(m.Rows[r].When, c, valuation) {
			continue
		}
		rows = append(rows, r)
		if k.By == spec.ByTable {
			break
		}
	}
	return rows
}

// Happenings are the rows that may happen by themselves: events, and the completions of the running transfer.
func (m *Machine) Happenings(c *Config, valuation []uint8) []int {
	if m.Closed(c) {
		return nil
	}
	var rows []int
	for _, e := range m.events {
		if m.eventPossible(&m.Rows[e], c) && m.Holds(m.Rows[e].When, c, valuation) {
			rows = append(rows, e)
		}
	}
	if !c.Busy() {
		return rows
	}
	if m.Holds(m.Rows[m.opened].When, c, valuation) {
		rows = append(rows, m.opened)
	}
	for _, end := range m.Rows[c.Running-1].Ends {
		if m.endPossible(&m.Rows[end], c) && m.Holds(m.Rows[end].When, c, valuation) {
			rows = append(rows, end)
		}
	}
	return rows
}

// eventPossible: lines that are no command wait during a transfer, and nothing is read in state closing;
// shutdown waits for a transfer to end.
func (m *Machine) eventPossible(row *spec.Row, c *Config) bool {
	switch row.Name {
	case "unknown", "overlong", "noise", "foreign", "failed":
		return !c.Busy() && m.State(c, "session") == "open"
	case "shutdown":
		return !c.Busy()
	}
	return true
}

// endPossible: the handler's own ends come after the data connection has been opened.
func (m *Machine) endPossible(row *spec.Row, c *Config) bool {
	return row.Kind == spec.KindTransferEnd || c.States[m.transfer] != m.beginState()
}

// beginState is the state of region transfer right after the preliminary reply.
func (m *Machine) beginState() uint8 {
	for _, move := range m.Spec.Transfer.Begin {
		if move.Region == "transfer" {
			return uint8(slices.Index(m.Spec.Regions[m.transfer].States, move.State))
		}
	}
	return 0
}

// Apply is the configuration after a row. A row with `then: abort` first ends the running transfer.
func (m *Machine) Apply(r int, c Config) Config {
	row := &m.Rows[r]
	if row.Then == "abort" && c.Busy() {
		c = m.Apply(m.abortedEnd(c.Running-1), c)
	}
	for _, move := range row.Moves {
		region := m.regions[move.Region]
		c.States[region] = uint8(slices.Index(m.Spec.Regions[region].States, move.State))
	}
	switch {
	case row.Then == "send" || row.Then == "receive":
		c.Running = int16(r + 1)
	case row.Kind == spec.KindEnd || row.Kind == spec.KindTransferEnd:
		c.Running = 0
	case m.Closed(&c):
		c.Running = 0
	}
	return c
}

// abortedEnd is the completion by which an aborted transfer ends.
func (m *Machine) abortedEnd(opening int16) int {
	for _, end := range m.Rows[opening].Ends {
		if m.Rows[end].Kind == spec.KindTransferEnd && lastName(m.Rows[end].Name) == "aborted" {
			return end
		}
	}
	return 0
}

// Node is a reachable configuration, with the first, and so shortest, way to it.
type Node struct {
	Config Config
	Parent int // -1 for the initial configuration
	Row    int // that led here from Parent
	Depth  int
}

// Edge is one row between two nodes.
type Edge struct {
	From, To int
	Row      int
}

// Graph is everything reachable under one valuation of the policies.
type Graph struct {
	Machine   *Machine
	Valuation []uint8
	Nodes     []Node
	Edges     []Edge // ordered by From
	index     map[Config]int
}

// Explore walks the table breadth first from the initial configuration.
func (m *Machine) Explore(valuation []uint8) *Graph {
	g := &Graph{Machine: m, Valuation: valuation, index: map[Config]int{}}
	g.node(m.Initial(), -1, 0, 0)
	for at := 0; at < len(g.Nodes); at++ {
		c := g.Nodes[at].Config
		for i := range m.commands {
			g.follow(at, m.answers(&m.commands[i], &c, valuation))
		}
		g.follow(at, m.Happenings(&c, valuation))
	}
	return g
}

// ExploreAll explores every valuation.
func (m *Machine) ExploreAll() []*Graph {
	var all []*Graph
	for _, v := range m.Valuations() {
		all = append(all, m.Explore(v))
	}
	return all
}

func (g *Graph) follow(from int, rows []int) {
	for _, r := range rows {
		to := g.node(g.Machine.Apply(r, g.Nodes[from].Config), from, r, g.Nodes[from].Depth+1)
		g.Edges = append(g.Edges, Edge{From: from, To: to, Row: r})
	}
}

func (g *Graph) node(c Config, parent, row, depth int) int {
	if i, known := g.index[c]; known {
		return i
	}
	i := len(g.Nodes)
	g.index[c] = i
	g.Nodes = append(g.Nodes, Node{Config: c, Parent: parent, Row: row, Depth: depth})
	return i
}

// Find is the node of a configuration, -1 if it cannot be reached.
func (g *Graph) Find(c Config) int {
	if i, known := g.index[c]; known {
		return i
	}
	return -1
}
