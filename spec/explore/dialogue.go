package explore

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// Exchange is one step of a dialogue, for people and machines.
type Exchange struct {
	Row     int    `json:"-"`                 // meaning.NoRow for a command that is only sent, and for lines that wait
	Command string `json:"command,omitempty"` // what the client sends; "" for an event
	Event   string `json:"event,omitempty"`   // what happens; "" for a command
	Reply   string `json:"reply,omitempty"`   // "530 Please log in …"; "" when nothing is sent
}

// Dialogue is the shortest way from connecting to a node.
func (g *Graph) Dialogue(node int) []Exchange {
	return g.DialogueThen(node, g.Nodes[node].Under.First(), meaning.NoRow)
}

// DialogueThen is the shortest way from connecting to a node where a row may be given next, under a valuation, and
// without the row; it may be NoRow. Where that would take a product that is too large, a few commands that change
// settings are tried; a way that takes more of them lacks them.
func (g *Graph) DialogueThen(node, valuation, row int) []Exchange {
	steps := g.way(node)
	then := func() []step {
		if row == meaning.NoRow {
			return steps
		}
		return append(slices.Clone(steps), step{row: row})
	}
	for _, regions := range [][]int{g.Machine.asked(then()), g.Machine.tests.regions} {
		if len(regions) == 0 || g.happens(then(), g.Valuations[valuation]) {
			break // the way holds for any settings, or for those that it makes
		}
		if longer := g.inProduct(node, row, valuation, regions); longer != nil {
			steps = longer
		}
	}
	if longer := g.settled(then(), g.Valuations[valuation]); longer != nil {
		steps = longer[:len(longer)-len(then())+len(steps)]
	}
	dialogue := []Exchange{g.Machine.Exchange(0)}
	if len(steps) > 0 && steps[0].row != meaning.NoRow && g.Machine.Rows[steps[0].row].Name == eventImplicit {
		dialogue = []Exchange{g.Machine.Exchange(steps[0].row), g.Machine.Exchange(0)} // before the greeting
		steps = steps[1:]
	}
	for _, x := range steps {
		if x.row == meaning.NoRow {
			dialogue = append(dialogue, Exchange{Row: x.row, Event: postponed(x.waiting)})
			continue
		}
		dialogue = append(dialogue, g.Machine.Exchange(x.row))
	}
	return dialogue
}

// postponed tells of a line that came during a transfer.
func postponed(w meaning.Waiting) string {
	if w.Sealed() {
		return "a command waits, and nothing behind it is read"
	}
	return "lines wait"
}

// Exchange is what a row looks like on the wire.
func (m *Machine) Exchange(r int) Exchange {
	row := &m.Rows[r]
	e := Exchange{Row: r}
	if row.Code != 0 {
		e.Reply = fmt.Sprintf("%d %s", row.Code, row.Text[0])
	}
	switch row.Kind {
	case spec.KindEvent, spec.KindEnd, spec.KindTransferEnd:
		e.Event = lastName(row.Name)
	default:
		e.Command = m.sent(row)
	}
	return e
}

// sent is a command line with example arguments: its words and the names of what follows. A line that cannot be
// read lacks its argument where there should be one, or has one where there should be none.
func (m *Machine) sent(row *spec.Row) string {
	c := m.Command(row.Command)
	if c == nil {
		return row.Command
	}
	line := c.Spelling()
	if row.Kind != spec.KindSyntax {
		for _, a := range c.Args {
			line += " <" + a.Name + ">"
		}
		return line
	}
	switch {
	case len(c.Args) == 0:
		return line + " unexpected"
	case c.Args[0].Optional || c.Variant() != "":
		return line + " ???"
	}
	return line
}

// Format writes a dialogue, a line for each side:
//
//	S: 220 Service ready.
//	C: PASS <password>
//	S: 503 Send USER first.
//	-- data connection: broken
func Format(dialogue []Exchange) string {
	var b strings.Builder
	for _, e := range dialogue {
		switch {
		case e.Command != "":
			fmt.Fprintf(&b, "C: %s\n", e.Command)
		case e.Event != "" && e.Row != 0: // that row 0 happened, its greeting says
			fmt.Fprintf(&b, "-- %s\n", e.Event)
		}
		if e.Reply != "" {
			fmt.Fprintf(&b, "S: %s\n", e.Reply)
		}
	}
	return b.String()
}

// Describe names a configuration by the regions that are not in their first state: "login=in data=passive".
func (m *Machine) Describe(c *Config) string {
	var parts []string
	for i, r := range m.Spec.Regions {
		if s := c.States[i]; s != 0 {
			parts = append(parts, r.Name+"="+r.States[s])
		}
	}
	if c.Busy() {
		parts = append(parts, "running="+m.Rows[c.Running-1].Command)
	}
	if c.Waiting != meaning.WaitsNone {
		parts = append(parts, "waiting="+c.Waiting.String())
	}
	if len(parts) == 0 {
		return "just connected"
	}
	return strings.Join(parts, " ")
}

// DescribeValuation names the policies that differ from their defaults: "files=read-only".
func (m *Machine) DescribeValuation(v []uint8) string {
	var parts []string
	for i, p := range m.Spec.Policies {
		if v[i] != 0 {
			parts = append(parts, p.Name+"="+p.Values[v[i]])
		}
	}
	if len(parts) == 0 {
		return "defaults"
	}
	return strings.Join(parts, " ")
}

// lastName is the part of an end row's name behind the dot.
func lastName(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
