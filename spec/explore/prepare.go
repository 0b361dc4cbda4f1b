package explore

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// command is a command's rows, sorted by what they are for.
type command struct {
	*spec.Command
	needs   []need
	refusal []int // denied, syntax
	replies []int
	nobody  int // -1, or the not-offered row
	waiting int // -1, or the waiting row
}

// need is a precondition and the row that answers when it does not hold.
type need struct {
	when, unless Guard
	row          int
}

// step is what a row does, with numbers for names.
type step struct {
	when    Guard
	moves   []move
	ends    bool     // the running transfer
	begins  bool     // a transfer
	aborted int      // with begins: the completion by which it ends when aborted, -1 without one
	core    []move   // those of the moves whose regions are in the nodes
	set     []move   // those whose regions are settings
	keep    []uint64 // of the states that the regions aside may be in, those that stay
	put     []uint64 // and those that come
}

// move takes a region to a state.
type move struct{ region, state uint8 }

// noState is where a name that is no state leads; no configuration has it.
const noState = 63

// state is the number of a region's state.
func (m *Machine) state(region int, name string) uint8 {
	if region < len(m.Spec.Regions) {
		if s := slices.Index(m.Spec.Regions[region].States, name); s >= 0 {
			return uint8(s)
		}
	}
	return noState
}

func (m *Machine) step(row *spec.Row) step {
	s := step{
		when:    m.Guard(row.When),
		begins:  len(row.Ends) > 0,
		ends:    row.Kind == spec.KindEnd || row.Kind == spec.KindTransferEnd,
		aborted: -1,
	}
	for _, mv := range row.Moves {
		if r, ok := m.regions[mv.Region]; ok {
			s.moves = append(s.moves, move{uint8(r), m.state(r, mv.State)})
		}
	}
	for _, end := range row.Ends {
		if m.Rows[end].Kind == spec.KindTransferEnd && lastName(m.Rows[end].Name) == endAborted {
			s.aborted = end
		}
	}
	return s
}

func (m *Machine) addEvent(i int, row *spec.Row) {
	switch row.Name {
	case "connected", "too-many": // before the first configuration
	case eventOpened:
		m.opened = i
	default:
		m.events = append(m.events, i)
	}
}

func (m *Machine) add(c *command, i int, row *spec.Row) {
	switch row.Kind {
	case spec.KindNeed:
		n := &c.Needs[len(c.needs)]
		c.needs = append(c.needs, need{m.Guard(n.When), m.Guard(n.Unless), i})
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
