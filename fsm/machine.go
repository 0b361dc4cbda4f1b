package fsm

import (
	"context"
	"fmt"
	"sync"

	looplab "github.com/looplab/fsm"
)

// machine is one region's looplab machine. It belongs to a pool, not to a session: a session keeps only the
// numbers of its states and borrows a machine for one step, which sets it, asks it, moves it and reads it back.
// There is one event for each target state, so an event's name is the state's.
type machine struct {
	fsm *looplab.FSM
}

// machinePool lends the machines of one region.
type machinePool struct {
	states []string
	pool   sync.Pool
}

// newMachinePool makes the machines from the edges that the table's rows declare: edges[s] has a bit for each
// state from which some row moves to s.
func newMachinePool(info RegionInfo, edges []uint16) *machinePool {
	p := &machinePool{states: info.States}
	var events looplab.Events
	for target, name := range info.States {
		var sources []string
		for source, from := range info.States {
			if source != target && edges[target]&(1<<source) != 0 {
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

// borrow takes a machine that stands in state from and may move to state to; it must be given back.
func (p *machinePool) borrow(from, to State) (*machine, error) {
	m := p.pool.Get().(*machine)
	m.fsm.SetState(p.states[from])
	if !m.fsm.Can(p.states[to]) {
		p.pool.Put(m)
		return nil, fmt.Errorf("no row leads from %s to %s", p.states[from], p.states[to])
	}
	return m, nil
}

// move makes the step that borrow allowed and gives the machine back. The machine never sees a session's
// context: a cancelled one would wedge it.
func (p *machinePool) move(m *machine, to State) error {
	defer p.pool.Put(m)
	return m.fsm.Event(context.Background(), p.states[to])
}
