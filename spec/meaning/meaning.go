// Package meaning says what a protocol table means: which rows may be given in a configuration, and what each of them
// does.
//
// A session stands in a Config: a state for each region, the reply whose transfer runs, and what waits for the transfer
// to end. A command comes, or an event happens. Its Choices are tried in order:
//
//	RNTO       waits         running: something
//	           logged-in     refuses  unless login=in
//	           pending       refuses  unless rename=pending
//	           denied        may
//	           syntax        may
//	           ok            may
//
// and the row that is given has an Effect: regions move, a transfer begins or ends, lines that waited are used up.
//
// All tools take the meaning from here. The explorer evaluates it for sets of valuations; a valuation is one
// combination of a value for each policy. The model for Spin is written from it, the chart's page gets it as data, and
// replay and diff ask the explorer. The runtime has an engine of its own, which is made for speed. A test compares the
// engine with this meaning in every configuration.
//
// # What waits
//
// During a transfer most lines are postponed, and the runtime keeps them in a queue. The next answer does not depend on
// which lines these are, but on whether there are any, and on whether nothing more is read after them. So the queue is
// one of four: empty (WaitsNone), lines (WaitsSome), lines with a command at their end that waits alone (WaitsAlone) or
// that is the session's last (WaitsLast). Any number of lines is explored: after a line has been taken from a queue of
// lines, there are still some, or none.
package meaning

import (
	"slices"

	"github.com/portolan-ftp/portolan/fsm/capacity"
	"github.com/portolan-ftp/portolan/spec"
)

// MaxRegions bounds the regions of a spec; the runtime has the same bound.
const MaxRegions = capacity.Regions

// Every spec that the decoder accepts fits: a row in Config.Running, a set of states in a word beside noState.
const (
	_ = int16(capacity.Rows)
	_ = uint8(noState - capacity.States)
)

// Config is where a session stands. It can be compared and be a map's key.
type Config struct {
	States  [MaxRegions]uint8 // by region, index into its States
	Running int16             // 1 + the row whose transfer runs; 0 for none
	Waiting Waiting           // the lines that wait for it to end, or that waited and have not been answered yet
}

// Busy says whether a transfer is running.
func (c *Config) Busy() bool { return c.Running != 0 }

// Waiting is the state of the queue of postponed lines.
type Waiting uint8

// No lines; lines; lines of which the last is a command that waits alone, so that nothing behind it is read until it is
// answered; lines of which the last is the session's last command.
const (
	WaitsNone Waiting = iota
	WaitsSome
	WaitsAlone
	WaitsLast
	waitings
)

var waitingNames = [waitings]string{"nothing", "lines", "alone", "last"}

// Waitings are all states of the queue.
func Waitings() []Waiting { return []Waiting{WaitsNone, WaitsSome, WaitsAlone, WaitsLast} }

// String is a word for people and models.
func (w Waiting) String() string { return waitingNames[w] }

// Sealed reports whether nothing is read before the last line of the queue is answered.
func (w Waiting) Sealed() bool { return w == WaitsAlone || w == WaitsLast }

// EndAborted is the name of the end that a transfer has when it is aborted.
const EndAborted = "aborted"

// NoRow stands in the place of a row where there is none.
const NoRow = -1

// Meaning is what a spec means. It is read-only.
type Meaning struct {
	Spec       *spec.Spec
	Rows       []spec.Row
	Commands   []Command // in the order of the spec's
	Happenings []Choice  // by themselves: events, then the completions of transfers
	Effects    []Effect  // by row
	Closed     Guard     // the session is over
	regions    map[string]int
	policies   map[string]int
	postpones  [waitings][]Waiting
	begin      uint8 // state of transfer right after the preliminary reply
}

// Command is a command with its choices, in order.
type Command struct {
	*spec.Command
	Choices []Choice
}

// Of is the meaning of a spec.
func Of(s *spec.Spec) *Meaning {
	m := &Meaning{Spec: s, Rows: s.Rows(), regions: map[string]int{}, policies: map[string]int{}}
	for i, r := range s.Regions {
		m.regions[r.Name] = i
	}
	for i, p := range s.Policies {
		m.policies[p.Name] = i
	}
	for _, mv := range s.Transfer.Begin {
		if mv.Region == s.Roles.Transfer {
			m.begin = m.state(m.regions[s.Roles.Transfer], mv.State)
		}
	}
	m.Closed = m.Guard(spec.Cond{s.Roles.Over})
	byName := map[string]int{}
	for i := range s.Commands {
		c := &s.Commands[i]
		byName[c.Name] = i
		m.Commands = append(m.Commands, Command{Command: c})
	}
	of := make([][]int, len(s.Commands))
	for i := range m.Rows {
		if row := &m.Rows[i]; row.Command != "" {
			of[byName[row.Command]] = append(of[byName[row.Command]], i)
		}
	}
	for i := range m.Commands {
		m.Commands[i].Choices = m.choices(m.Commands[i].Command, of[i])
	}
	m.findPostponed()
	m.Happenings = m.happenings()
	for i := range m.Rows {
		m.Effects = append(m.Effects, m.effect(i))
	}
	return m
}

// Region is a region's index in Config.States, -1 if there is none.
func (m *Meaning) Region(name string) int {
	if r, ok := m.regions[name]; ok {
		return r
	}
	return -1
}

// noState is the number of an unknown state; no configuration has it.
const noState = 63

// state is the number of a region's state.
func (m *Meaning) state(region int, name string) uint8 {
	if region < len(m.Spec.Regions) {
		if s := slices.Index(m.Spec.Regions[region].States, name); s >= 0 {
			return uint8(s)
		}
	}
	return noState
}
