// Package dialogue follows the control connection of one session with the help of the table: which lines wait for a
// reply, whose reply each is, which transfer runs, and where the session may be.
//
//	d := dialogue.New(m, lines)
//	err := d.Begin("ipv4", false, nil)
//	d.Heard(greeting)
//	d.Sent("NOOP", false, 0)
//	r := d.Heard(reply)
//	r.Command.Name, r.Rows     // NOOP, and the rows of the table that it may have been
//
// It has no sockets: the tester feeds it what it sends and reads, the proxy what passes by, a test what was recorded. A
// reply that the table does not allow has no rows, and the session goes on as if the nearest row had been given.
package dialogue

import (
	"regexp"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/conform/wire"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/trace"
)

// Dialogue is what both sides of a control connection have said so far.
type Dialogue struct {
	Machine *explore.Machine
	Lines   *stimulus.Set
	Follow  *trace.Follower // of the present session; nil before the first

	awaited  []sent // lines without their last reply, the oldest first
	transfer *spec.Row
	aborting bool
	events   map[string]int
	patterns map[int][]*regexp.Regexp
}

// sent is a line that waits for its last reply.
type sent struct {
	command   *spec.Command // nil for what is none
	line      string
	postponed bool // the table has it wait for the end of the transfer
	before    []trace.Place
}

// Reply is a reply, and what the table says of it.
type Reply struct {
	*wire.Reply
	Rows    []int         // that it may have been; none: the table does not allow it
	Allowed []int         // rows that could have come instead, where it does not
	Command *spec.Command // whose reply it is; nil for the greeting and for what nobody asked for
	Line    string        // with which the command came
	Role    Role
	Amid    bool          // it answers a line in a transfer, which goes on
	Where   []string      // the configurations before it
	Before  []trace.Place // where the session may have been when the line was sent
}

// Role is what a reply is in the answer to a line.
type Role int

// The roles.
const (
	Final   Role = iota // the only reply to a line
	Begin               // a 1yz
	End                 // what follows a 1yz
	Unasked             // nothing was asked
)

// New makes a dialogue that has no session yet.
func New(m *explore.Machine, lines *stimulus.Set) *Dialogue {
	d := &Dialogue{Machine: m, Lines: lines, events: map[string]int{}, patterns: map[int][]*regexp.Regexp{}}
	for i := range m.Rows {
		if m.Rows[i].Kind == spec.KindEvent {
			d.events[m.Rows[i].Name] = i
		}
	}
	return d
}

// Begin begins a session. Family is ipv4 or ipv6; keep says which valuations of the policies the server may have, nil:
// any.
func (d *Dialogue) Begin(family string, implicit bool, keep func(valuation []uint8) bool) error {
	follow, err := trace.Follow(d.Machine, nil, family, implicit)
	if err != nil {
		return err
	}
	if keep != nil {
		follow.Only(keep)
	}
	d.Follow, d.transfer, d.awaited, d.aborting = follow, nil, nil, false
	return nil
}

// Event is the row of an event.
func (d *Dialogue) Event(name string) int { return d.events[name] }

// Transfer is the reply whose transfer runs, nil for none.
func (d *Dialogue) Transfer() *spec.Row { return d.transfer }

// Waiting is how many lines wait for their last reply.
func (d *Dialogue) Waiting() int { return len(d.awaited) }

// First is the command that has waited longest; nil where nothing waits.
func (d *Dialogue) First() *spec.Command {
	if len(d.awaited) == 0 {
		return nil
	}
	return d.awaited[0].command
}

// Aborting reports whether a line that ends the running transfer waits for its reply.
func (d *Dialogue) Aborting() bool { return d.aborting }

// Private reports whether data connections have TLS.
func (d *Dialogue) Private() bool {
	role := d.Machine.Spec.Roles.Private
	for _, place := range d.Follow.Places() {
		if slices.Contains(role.States, d.Machine.State(&place.Config, role.Region)) {
			return true
		}
	}
	return false
}

// Sent adds a line of the client. Form is how it comes, as package lines has it; 0 where that is not known.
func (d *Dialogue) Sent(line string, overlong bool, form uint8) *spec.Command {
	s := sent{command: d.Lines.Find(line), line: line, before: d.Follow.Places()}
	if s.command != nil && d.transfer != nil && len(s.before) > 0 {
		s.postponed = d.Machine.Waits(s.command, &s.before[0].Config)
	} else {
		s.postponed = s.command == nil && d.transfer != nil
	}
	d.aborting = d.aborting || d.transfer != nil && d.aborts(s)
	d.awaited = append(d.awaited, s)
	d.Follow.Sent(line, overlong, form)
	if d.transfer != nil && s.command != nil && s.command.During == spec.DuringLast {
		d.Follow.Happened(slices.IndexFunc(d.Machine.Rows, func(r spec.Row) bool { return r.Command == s.command.Name && r.Kind == spec.KindWaiting }))
	}
	return s.command
}

// Due reports whether a reply has to come now.
func (d *Dialogue) Due() bool {
	n := len(d.awaited)
	if d.transfer == nil {
		return n > 0
	}
	if d.aborting {
		return true
	}
	for i := range d.awaited {
		if i == 0 || d.awaited[i].postponed {
			n--
		}
	}
	return n > 0
}

// Heard adds a reply of the server: whose it is, and which rows of the table it may have been.
func (d *Dialogue) Heard(got *wire.Reply) Reply {
	r := Reply{Reply: got, Where: d.Follow.Where()}
	d.attribute(&r)
	text := r.Lines[0]
	r.Rows = d.Follow.Replied(r.Code, func(row int) bool { return d.reads(row, text) })
	if len(r.Rows) == 0 {
		r.Allowed = d.Follow.Expected()
		d.nearest(&r)
	}
	d.settle(&r)
	return r
}
