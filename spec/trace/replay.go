package trace

import (
	"cmp"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Replay follows a recording through the table, under every valuation of the policies that it leaves open. The error is
// about policies that the spec does not have.
func Replay(m *explore.Machine, r *Recording) (*Result, error) {
	if err := checkPolicies(m.Spec, r); err != nil {
		return nil, err
	}
	p := newReplayer(m, r)
	for i := range r.Steps {
		next := p.step(i)
		if len(next) == 0 {
			return &Result{Recording: r, Steps: i, Policies: p.policies(), Failure: p.failure(i)}, nil
		}
		p.states = next
	}
	return &Result{Recording: r, Steps: len(r.Steps), Policies: p.policies()}, nil
}

// step are the states after one step of the recording.
func (p *replayer) step(i int) map[state]bool {
	step := &p.recording.Steps[i]
	next := map[state]bool{}
	if step.sent() {
		for s := range p.states {
			s.queue = s.queue.push(i)
			next[s] = true
		}
		return next
	}
	for s := range p.closure(p.states) {
		for _, o := range p.next(s, i) {
			if p.matches(step, o) {
				next[o.to] = true
			}
		}
	}
	if step.Event && len(next) == 0 {
		p.ended(step, next)
	}
	return next
}

// next are the options of a state for a step. A log tells of a command when it is answered.
func (p *replayer) next(s state, i int) []option {
	step := &p.recording.Steps[i]
	if step.Command == "" || s.owed >= 0 {
		return p.options(s)
	}
	c, _ := p.lines.Find(step.Command) // a log has the command's name for its spelling, with its variant: STAT path /pub
	if c == nil || p.machine.Closed(&s.config) {
		return nil
	}
	var options []option
	for _, r := range p.machine.Answers(c.Name, &s.config, p.worlds[s.world].valuation) {
		if row := &p.machine.Rows[r]; row.Then == spec.ThenAbort && s.config.Busy() {
			continue // the end of the transfer is logged first
		}
		to := s
		to.config = p.machine.Apply(r, s.config)
		options = append(options, option{r, to})
	}
	if s.config.Busy() { // a log tells of work twice, by the name of its command: when it begins and when it ends
		for _, o := range p.happenings(s) {
			if p.machine.Rows[o.row].Command == c.Name {
				options = append(options, o)
			}
		}
	}
	return options
}

// matches reports whether a step is what an option says.
func (p *replayer) matches(step *Step, o option) bool {
	row := &p.machine.Rows[o.row]
	switch {
	case step.Login:
		return row.Kind == spec.KindReply && row.Code/100 == 2
	case step.Event:
		if row.Kind == spec.KindEvent {
			return row.Name == step.Row
		}
		return step.Row != "" && endName(row) == step.Row
	case step.Row != "":
		return row.Kind != spec.KindEvent && (row.Name == step.Row || endName(row) == step.Row)
	}
	return row.Code == step.Code
}

// endName is the name of a row that ends a transfer or work, as logs tell it: "done"; "" of another row.
func endName(row *spec.Row) string {
	_, end, _ := strings.Cut(row.Name, ".")
	return end
}

// ended keeps the states of sessions that are over already: a log tells that the client is gone, by the name of the row
// that ended the session.
func (p *replayer) ended(step *Step, next map[state]bool) {
	for s := range p.states {
		if p.machine.Closed(&s.config) {
			next[s] = true
		}
	}
}

// stepsBefore is how many steps a failure shows before the one that is not allowed.
const stepsBefore = 3

// failure describes why a step is not allowed.
func (p *replayer) failure(i int) *Failure {
	f := &Failure{Step: p.recording.Steps[i], Before: p.recording.Steps[max(0, i-stepsBefore):i]}
	rows := map[int]bool{}
	where := map[string]bool{}
	for s := range p.closure(p.states) {
		where[p.machine.Describe(&s.config)] = true
		for _, o := range p.next(s, i) {
			if p.machine.Rows[o.row].Code != 0 || f.Step.Code == 0 { // what is not sent is no answer for a reply
				rows[o.row] = true
			}
		}
	}
	for w := range where {
		f.Where = append(f.Where, w)
	}
	slices.SortFunc(f.Where, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	for r := range rows {
		row := &p.machine.Rows[r]
		a := Answer{Code: row.Code, Row: strings.TrimSpace(row.Command + " " + row.Name), Pos: row.Pos}
		if row.Text != nil {
			a.Text = row.Text[0]
		}
		f.Allowed = append(f.Allowed, a)
	}
	slices.SortFunc(f.Allowed, func(a, b Answer) int {
		return cmp.Or(-cmp.Compare(kind(a), kind(b)), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Row, b.Row))
	})
	return f
}

// kind orders answers: those of commands before events.
func kind(a Answer) int {
	if strings.Contains(a.Row, " ") {
		return 1
	}
	return 0
}
