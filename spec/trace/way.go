package trace

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// Way is one way through the table that explains a recording, as far as the table allows it. Where several do, it is
// one under the first policies, in their order.
type Way struct {
	*Result
	Valuation []uint8
	Begin     explore.Config
	Passed    []Passed
}

// Passed is a row that has been given, and the steps of the recording that show it.
type Passed struct {
	Row  int
	Sent int // the step with the client's line that the row answers; -1 for none
	Said int // the step with the reply, or what a log tells; -1 where nobody sees the row
}

// Explain replays a recording as Replay does, and finds a way.
func Explain(m *explore.Machine, r *Recording) (*Way, error) {
	result, err := Replay(m, r)
	if err != nil {
		return nil, err
	}
	all := newReplayer(m, r)
	for i := range result.Steps {
		all.states = all.step(i)
	}
	first := slices.MinFunc(sorted(all.states), compareStates).world
	p := newReplayer(m, r)
	for s := range p.states { // the others would take room, and are not asked about
		if s.world != first {
			delete(p.states, s)
		}
	}
	w := &Way{Result: result, Valuation: p.worlds[first].valuation, Begin: p.worlds[first].begin}
	w.Passed = p.way(result.Steps)
	return w, nil
}

// sorted are states in a fixed order.
func sorted[T any](states map[state]T) []state {
	all := make([]state, 0, len(states))
	for s := range states {
		all = append(all, s)
	}
	slices.SortFunc(all, compareStates)
	return all
}

// link is how a state was reached: from another one by a row; meaning.NoRow where the state alone was noted.
type link struct {
	from state
	row  int
}

// way follows so many steps, and returns the rows on one way to where they lead.
func (p *replayer) way(steps int) []Passed {
	silent, said := make([]map[state]link, steps), make([]map[state]link, steps)
	for i := range steps {
		silent[i], said[i] = p.links(i)
		next := map[state]bool{}
		for s := range said[i] {
			next[s] = true
		}
		p.states = next
	}
	var back []Passed
	at := sorted(p.states)[0]
	for i := steps - 1; i >= 0; i-- {
		l := said[i][at]
		if l.row != meaning.NoRow {
			back = append(back, Passed{Row: l.row, Sent: answered(l.from, at), Said: i})
		}
		at = l.from
		for l, ok := silent[i][at]; ok; l, ok = silent[i][at] {
			back = append(back, Passed{Row: l.row, Sent: answered(l.from, at), Said: -1})
			at = l.from
		}
	}
	slices.Reverse(back)
	return back
}

// links are how the states are reached that come before a step without a word, and those behind the step.
func (p *replayer) links(i int) (silent, said map[state]link) {
	step := &p.recording.Steps[i]
	silent, said = map[state]link{}, map[state]link{}
	todo := sorted(p.states)
	if step.sent() {
		for _, s := range todo {
			to := s
			to.queue = s.queue.push(i)
			said[to] = link{s, meaning.NoRow}
		}
		return silent, said
	}
	for n := 0; n < len(todo); n++ {
		s := todo[n]
		for _, o := range p.silent(s) {
			if _, known := silent[o.to]; !known && !p.states[o.to] && !p.machine.Closed(&o.to.config) {
				silent[o.to] = link{s, o.row}
				todo = append(todo, o.to)
			}
		}
	}
	for _, s := range todo {
		for _, o := range p.next(s, i) {
			if _, known := said[o.to]; !known && p.matches(step, o) {
				said[o.to] = link{s, o.row}
			}
		}
	}
	if step.Event && len(said) == 0 {
		over := map[state]bool{}
		p.ended(step, over)
		for s := range over {
			said[s] = link{s, meaning.NoRow}
		}
	}
	return silent, said
}

// answered is the step of the line that is in the queue before a row and not behind it; -1 for none.
func answered(before, after state) int {
	for i := range before.queue.len() {
		if i >= after.queue.len() || before.queue.at(i) != after.queue.at(i) {
			if before.queue.len() > after.queue.len() {
				return before.queue.at(i)
			}
			break
		}
	}
	return -1
}
