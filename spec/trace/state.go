package trace

import (
	"encoding/binary"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/lines"
)

// state is one of the places where a recorded session may be. It can be compared, so that a set of them is a map.
type state struct {
	world   int // what the operator and the connection have decided
	config  explore.Config
	greeted bool
	queue   queue // commands without their replies
	owed    int   // the row whose reply is still to come after it has aborted a transfer; -1 for none
}

// queue are numbers of steps, four bytes each.
type queue string

const queueItem = 4

func (q queue) push(step int) queue {
	return q + queue(binary.LittleEndian.AppendUint32(nil, uint32(step)))
}

func (q queue) len() int { return len(q) / queueItem }

func (q queue) at(i int) int {
	return int(binary.LittleEndian.Uint32([]byte(q[i*queueItem : (i+1)*queueItem])))
}

// without is the queue without one item.
func (q queue) without(i int) queue { return q[:i*queueItem] + q[(i+1)*queueItem:] }

// world is what a session cannot change: the policies, and the configuration that it begins in.
type world struct {
	valuation []uint8
	begin     explore.Config
}

// replayer walks through the table along one recording.
type replayer struct {
	machine   *explore.Machine
	lines     *lines.Lines
	worlds    []world
	events    map[string]int // rows, by name
	recording *Recording
	states    map[state]bool
	secured   bool // it is known whether TLS began with the connection
}

func newReplayer(m *explore.Machine, r *Recording) *replayer {
	p := &replayer{
		machine: m, lines: lines.New(m.Spec), worlds: r.open(m), events: map[string]int{}, recording: r, states: map[state]bool{},
	}
	for i := range m.Rows {
		if m.Rows[i].Kind == spec.KindEvent {
			p.events[m.Rows[i].Name] = i
		}
	}
	for w := range p.worlds {
		begin := state{world: w, config: p.worlds[w].begin, owed: -1}
		p.states[begin] = true
		if len(r.Steps) > 0 && (r.Steps[0].Command != "" || r.Steps[0].Overlong) { // the client did not wait, or the greeting was left out
			begin.greeted = true
			p.states[begin] = true
		}
	}
	return p
}

// option is something that may come next: a row, and where it leads.
type option struct {
	row int
	to  state
}

// closure adds to the states those that the session may have come to without a word. A session that has ended without
// a word explains nothing more, so it is left out.
func (p *replayer) closure(states map[state]bool) map[state]bool {
	all := make(map[state]bool, len(states))
	todo := make([]state, 0, len(states))
	for s := range states {
		all[s] = true
		todo = append(todo, s)
	}
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, o := range p.silent(s) {
			if !all[o.to] && !p.machine.Closed(&o.to.config) {
				all[o.to] = true
				todo = append(todo, o.to)
			}
		}
	}
	return all
}

// silent are the options of a state that nobody would see in the recording.
func (p *replayer) silent(s state) []option {
	if s.owed >= 0 {
		return nil
	}
	var options []option
	for _, r := range p.machine.Happens(&s.config, p.worlds[s.world].valuation) {
		row := &p.machine.Rows[r]
		unheard := row.Code == 0 || p.recording.Quiet && row.Kind == spec.KindEvent
		if !unheard || row.Name == eventImplicit && (s.greeted || p.secured) {
			continue
		}
		to := s
		to.config = p.machine.Apply(r, s.config)
		options = append(options, option{r, to})
	}
	// Work has begun, and nothing is said before it is done.
	if i := p.answerable(s, func(c *spec.Command) bool { return c != nil }); i >= 0 {
		options = append(options, p.answersTo(s, i, func(row *spec.Row) bool { return row.Then == spec.ThenWork })...)
	}
	// A command that ends the session has been read, and waits for the transfer.
	for i := range s.queue.len() {
		c, _ := p.lines.Find(p.recording.Steps[s.queue.at(i)].Command)
		if c == nil || c.During != spec.DuringLast || p.machine.Closing(&s.config) || !s.config.Busy() {
			continue
		}
		for _, r := range p.machine.Answers(c.Name, &s.config, p.worlds[s.world].valuation) {
			to := s
			to.config = p.machine.Apply(r, s.config)
			options = append(options, option{r, to})
		}
	}
	return options
}
