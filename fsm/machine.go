package fsm

import (
	"errors"
	"fmt"
	"sync"

	looplab "github.com/looplab/fsm"
)

// machine is one region's looplab machine. It belongs to a pool, not to a session: a session keeps only the
// numbers of its states and borrows a machine for one step, which sets it, asks it and moves it.
// There is one event for each target state, so an event's name is the state's.
//
// The machines do not know the rows that are about to run. They know which moves of their region the explorer has found
// reachable. So they tell whether a session is where it has been proved to be.
type machine struct {
	fsm *looplab.FSM
}

// machinePool lends the machines of one region.
type machinePool struct {
	states []string
	pool   sync.Pool
}

// newMachinePool makes the machines of the region's arcs.
func newMachinePool(info RegionInfo) *machinePool {
	p := &machinePool{states: info.States}
	var events looplab.Events
	for target, name := range info.States {
		var sources []string
		for source, from := range info.States {
			if source != target && info.Arcs[source]&(1<<target) != 0 {
				sources = append(sources, from)
			}
		}
		if len(sources) > 0 {
			events = append(events, looplab.EventDesc{Name: name, Src: sources, Dst: name})
		}
	}
	p.pool.New = func() any { return &machine{fsm: looplab.NewFSM(info.States[0], events, nil)} }
	return p
}

// errUnproved says that a row would make a move that the explorer has not found reachable: what runs is not what was
// proved. It is an alarm and not an answer.
var errUnproved = errors.New("no proved state leads here")

// borrow takes a machine that stands in state from and may move to state to; it must be given back.
func (p *machinePool) borrow(from, to State) (*machine, error) {
	m := p.pool.Get().(*machine)
	m.fsm.SetState(p.states[from])
	if !m.fsm.Can(p.states[to]) {
		p.pool.Put(m)
		return nil, fmt.Errorf("%w: from %s to %s", errUnproved, p.states[from], p.states[to])
	}
	return m, nil
}

// move makes the step that borrow allowed and gives the machine back. The machine has no callbacks that an event would
// run, and the event is allowed already, so the state is set: Event allocates six values for what it would find again.
// The rows small and login of the bench need this.
func (p *machinePool) move(m *machine, to State) {
	m.fsm.SetState(p.states[to])
	p.pool.Put(m)
}
