package gen

import (
	"slices"
	"strings"
	"unicode"

	"github.com/portolan-ftp/portolan/spec"
)

// maxEdgeLabels is how many rows an arrow of a diagram names, one on a line, before it only lists their
// commands: more lines than this cover the neighbouring arrows.
const maxEdgeLabels = 6

// anyCommand is the label of the expiry of a one-shot region.
const anyCommand = "any command"

// edge is an arrow between two states of a region.
type edge struct {
	from, to string
}

// arcs are the moves of a region, and the rows that make them: "any command" stands for the expiry of a one-shot
// region. Rows that find a region in the state already move nothing.
func arcs(s *spec.Spec, r *spec.Region, rows []spec.Row) map[edge][]string {
	labels := map[edge][]string{}
	for i := range rows {
		row := &rows[i]
		for _, m := range row.Moves {
			if m.Region != r.Name {
				continue
			}
			for _, from := range sources(s, row, r) {
				if from != m.State {
					e := edge{from, m.State}
					labels[e] = appendNew(labels[e], edgeLabel(s, r, row))
				}
			}
		}
	}
	return labels
}

// diagram is a region as a Mermaid state diagram. An arrow bears the rows that make the move.
func diagram(s *spec.Spec, r *spec.Region, rows []spec.Row) string {
	labels := arcs(s, r, rows)
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, state := range r.States {
		if id := stateID(state); id != state {
			b.WriteString("    state \"" + state + "\" as " + id + "\n")
		}
	}
	b.WriteString("    [*] --> " + stateID(r.States[0]) + "\n")
	for _, from := range r.States {
		for _, to := range r.States {
			if l := labels[edge{from, to}]; l != nil {
				b.WriteString("    " + stateID(from) + " --> " + stateID(to) + ": " + edgeText(l) + "\n")
			}
		}
	}
	return b.String()
}

// sources are the states that region r may be in when row is given. A session that is closed answers nothing,
// and a command that waits for the end of a transfer finds none.
func sources(s *spec.Spec, row *spec.Row, r *spec.Region) []string {
	states := slices.Clone(r.States)
	if r.Name == s.Roles.Session() {
		states = slices.DeleteFunc(states, func(state string) bool { return state == s.Roles.Over.States[0] })
	}
	narrow := func(c spec.Cond) {
		for _, t := range c {
			if t.Region == r.Name && !t.Policy {
				states = slices.DeleteFunc(states, func(s string) bool { return !slices.Contains(t.States, s) })
			}
		}
	}
	narrow(row.When)
	for _, c := range s.Commands {
		if c.Name == row.Command && row.Kind == spec.KindReply {
			if r.Name == s.Roles.Transfer && c.During != spec.DuringNow {
				states = states[:1]
			}
			for _, n := range c.Needs {
				narrow(n.When)
			}
		}
	}
	return states
}

// edgeLabel names a row on an arrow of region r: by its command if all rows of it do the same, as
// "any command" if the move is r's expiry.
func edgeLabel(s *spec.Spec, r *spec.Region, row *spec.Row) string {
	switch {
	case row.Command == "":
		return row.Name
	case row.Kind == spec.KindEnd || row.Kind == spec.KindTransferEnd:
		return "end of a transfer"
	case row.Then == spec.ThenSend || row.Then == spec.ThenReceive:
		if transferMoves(s, r) {
			return "a transfer opens"
		}
	}
	if declares(s, r, row) {
		return row.Command + " " + row.Name
	}
	return anyCommand
}

// transferMoves reports whether every transfer moves r when it begins.
func transferMoves(s *spec.Spec, r *spec.Region) bool {
	return slices.ContainsFunc(s.Transfer.Begin, func(m spec.Move) bool { return m.Region == r.Name })
}

// declares reports whether the row itself moves r, or ends a lifetime that it lasts for, and not its expiry.
func declares(s *spec.Spec, r *spec.Region, row *spec.Row) bool {
	if !r.Expires() || row.Kind == spec.KindWaiting {
		return true
	}
	for _, c := range s.Commands {
		if c.Name != row.Command {
			continue
		}
		for _, reply := range c.Replies {
			if reply.Name == row.Name && slices.ContainsFunc(reply.To, func(m spec.Move) bool { return m.Region == r.Name }) {
				return true
			}
		}
	}
	return false
}

// edgeText is the text on an arrow.
func edgeText(labels []string) string {
	if slices.Contains(labels, anyCommand) {
		return "any command that does not keep it"
	}
	if len(labels) <= maxEdgeLabels {
		return strings.Join(labels, "<br>")
	}
	var short []string
	for _, l := range labels {
		command := strings.TrimRightFunc(l, func(r rune) bool { return !unicode.IsUpper(r) && !unicode.IsDigit(r) })
		if command == "" {
			command = l
		}
		short = appendNew(short, command)
	}
	return strings.Join(short, ", ")
}

// stateID is a state as an identifier that Mermaid accepts.
func stateID(state string) string { return strings.ReplaceAll(state, "-", "_") }
