package trace

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// Events that the runtime gives for reasons of its own, and those that answer a line.
const (
	eventConnected = "connected"
	eventTooMany   = "too-many"
	eventImplicit  = "implicit"
	eventUnknown   = "unknown"
	eventOverlong  = "overlong"
	eventNoise     = "noise"
	eventForeign   = "foreign"
	eventFailed    = "failed"
)

// options are all that the server may say next in a state.
func (p *replayer) options(s state) []option {
	switch {
	case !s.greeted:
		return p.greetings(s)
	case s.owed >= 0:
		to := s
		to.config, to.owed = p.machine.Apply(s.owed, s.config), -1
		return []option{{s.owed, to}}
	case p.machine.Closed(&s.config):
		return nil
	}
	return append(p.happenings(s), p.answers(s)...)
}

// greetings are what comes before the first configuration.
func (p *replayer) greetings(s state) []option {
	var options []option
	for _, name := range []string{eventConnected, eventTooMany} {
		if r, known := p.events[name]; known {
			to := s
			to.greeted = true
			to.config = p.machine.Apply(r, s.config)
			options = append(options, option{r, to})
		}
	}
	return options
}

// happenings are events and ends of the running transfer. Some events answer a line.
func (p *replayer) happenings(s state) []option {
	var options []option
	for _, r := range p.machine.Happens(&s.config, p.worlds[s.world].valuation) {
		row := &p.machine.Rows[r]
		to := s
		to.config = p.machine.Apply(r, s.config)
		if row.Kind == spec.KindEvent && answersLine(row.Name) && !p.recording.Quiet {
			i := p.lineFor(s, row.Name)
			if i < 0 {
				continue
			}
			to.queue = s.queue.without(i)
		}
		options = append(options, option{r, to})
		if row.Kind == spec.KindEnd || row.Kind == spec.KindTransferEnd {
			options = append(options, p.aborts(s, r)...)
		}
	}
	return options
}

func answersLine(event string) bool {
	return slices.Contains([]string{eventUnknown, eventOverlong, eventNoise, eventForeign, eventFailed}, event)
}

// lineFor is the place in the queue of the line that an event answers, -1 if there is none.
func (p *replayer) lineFor(s state, event string) int {
	if event == eventFailed {
		return p.answerable(s, func(c *spec.Command) bool { return c != nil && c.By == spec.ByHandler })
	}
	if s.queue.len() == 0 {
		return -1
	}
	first := &p.recording.Steps[s.queue.at(0)]
	c, _ := p.lines.Find(first.Command)
	foreign := c == nil && p.lines.Foreign(first.Command)
	matches := map[string]bool{
		eventUnknown: c == nil && !foreign && !first.Overlong, eventForeign: foreign, eventOverlong: first.Overlong, eventNoise: c == nil && !foreign,
	}
	if matches[event] {
		return 0
	}
	return -1
}

// answerable is the place in the queue of the command that is answered next: the first, or during a transfer the
// first of those that do not wait. -1 if there is none, or if it is not one that is wanted.
func (p *replayer) answerable(s state, wanted func(*spec.Command) bool) int {
	for i := range s.queue.len() {
		c, _ := p.lines.Find(p.recording.Steps[s.queue.at(i)].Command)
		if s.config.Busy() && (c == nil || c.During != spec.DuringNow) {
			continue
		}
		if wanted(c) {
			return i
		}
		return -1
	}
	return -1
}

// answers are the rows that may answer the command whose turn it is. An abort that ends a transfer comes in two
// replies, of which the first is the transfer's: it is among happenings.
func (p *replayer) answers(s state) []option {
	i := p.answerable(s, func(c *spec.Command) bool { return c != nil })
	if i < 0 {
		return nil
	}
	return p.answersTo(s, i, func(row *spec.Row) bool { return row.Code != 0 && (row.Then != spec.ThenAbort || !s.config.Busy()) })
}

// answersTo are the wanted rows that answer one command of the queue.
func (p *replayer) answersTo(s state, i int, wanted func(*spec.Row) bool) []option {
	step := &p.recording.Steps[s.queue.at(i)]
	c, arg := p.lines.Find(step.Command)
	form := p.lines.Form(c, arg)
	if step.form != 0 {
		form = step.form
	}
	var options []option
	for _, r := range p.machine.Answers(c.Name, &s.config, p.worlds[s.world].valuation) {
		row := &p.machine.Rows[r]
		if p.lines.Forms(c, row.Kind)&form == 0 || !wanted(row) {
			continue
		}
		to := s
		to.config, to.queue = p.machine.Apply(r, s.config), s.queue.without(i)
		options = append(options, option{r, to})
	}
	return options
}

// aborts are the states after the end of a transfer in which the command that aborts it still owes its reply. The
// transfer may have ended in another way just before; its end is still told first, and then the command says that it is
// over. A log names that command only afterwards, so that there it may be any command that can abort.
func (p *replayer) aborts(s state, end int) []option {
	abort := func(row *spec.Row) bool { return row.Then == spec.ThenAbort && row.Code != 0 }
	var rows []int
	if i := p.answerable(s, func(c *spec.Command) bool { return c != nil }); i >= 0 {
		for _, o := range p.answersTo(s, i, abort) {
			rows = append(rows, o.row)
			s.queue = o.to.queue
		}
	}
	if p.recording.Quiet {
		for i := range p.machine.Spec.Commands {
			for _, r := range p.machine.Answers(p.machine.Spec.Commands[i].Name, &s.config, p.worlds[s.world].valuation) {
				if abort(&p.machine.Rows[r]) {
					rows = append(rows, r)
				}
			}
		}
	}
	var options []option
	for _, r := range rows {
		to := s
		to.config, to.owed = p.machine.Apply(end, s.config), r
		options = append(options, option{end, to})
	}
	return options
}
