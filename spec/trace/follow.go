package trace

import (
	"cmp"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Follower follows a session that goes on, as Replay follows one that is over: it keeps the places where the session
// may be.
//
//	f, err := trace.Follow(m, nil, "ipv4", false)
//	f.Replied(220, nil)
//	f.Sent("NOOP", false, 0)
//	rows := f.Replied(200, nil)   // the rows that it may have been; none: the table does not allow the reply
type Follower struct{ p *replayer }

// Place is where a session may be.
type Place struct {
	Config    explore.Config
	Valuation []uint8
	Pending   bool // something that was sent waits for its reply
}

// Follow begins with a connection, which is implicitly one of TLS or not. Policies are those that are known; family is
// ipv4 or ipv6, "" where it is not known.
func Follow(m *explore.Machine, policies map[string]string, family string, implicit bool) (*Follower, error) {
	r := &Recording{Name: "session", Policies: policies, Family: family}
	if err := checkPolicies(m.Spec, r); err != nil {
		return nil, err
	}
	f := &Follower{newReplayer(m, r)}
	if row, known := f.p.events[eventImplicit]; known && implicit {
		f.Happened(row)
	}
	f.p.secured = true
	return f, nil
}

// Only leaves the valuations for which keep holds, unless none would be left.
func (f *Follower) Only(keep func(valuation []uint8) bool) {
	left := map[state]bool{}
	for s := range f.p.states {
		if keep(f.p.worlds[s.world].valuation) {
			left[s] = true
		}
	}
	if len(left) > 0 {
		f.p.states = left
	}
}

// Sent adds a line of the client. Form is how it comes, as package lines has it, where the client knows; 0 where it
// does not.
func (f *Follower) Sent(line string, overlong bool, form uint8) {
	r := f.p.recording
	r.Steps = append(r.Steps, Step{Command: line, Overlong: overlong, form: form})
	f.p.states = f.p.step(len(r.Steps) - 1)
}

// Replied adds a reply and returns the rows that may have given it. If there is none, the table does not allow the
// reply, and nothing changes. If likely holds for some of several rows, it was one of these.
func (f *Follower) Replied(code int, likely func(row int) bool) []int {
	next := map[int]map[state]bool{}
	for s := range f.p.closure(f.p.states) {
		for _, o := range f.p.options(s) {
			if f.p.machine.Rows[o.row].Code == code {
				f.add(next, o)
			}
		}
	}
	return f.take(next, likely)
}

// Happened adds what the client has made happen without a reply: the data connection is there, the control connection
// is gone, the session's last line waits. It reports whether the table has it here.
func (f *Follower) Happened(row int) bool {
	next := map[int]map[state]bool{}
	for s := range f.p.closure(f.p.states) {
		for _, o := range f.p.silent(s) {
			if o.row == row {
				f.add(next, o)
			}
		}
	}
	return len(f.take(next, nil)) > 0
}

func (f *Follower) add(next map[int]map[state]bool, o option) {
	if next[o.row] == nil {
		next[o.row] = map[state]bool{}
	}
	next[o.row][o.to] = true
}

// take goes on from the states behind some rows.
func (f *Follower) take(next map[int]map[state]bool, likely func(row int) bool) []int {
	var rows, better []int
	for r := range next {
		rows = append(rows, r)
		if likely != nil && likely(r) {
			better = append(better, r)
		}
	}
	if len(better) > 0 {
		rows = better
	}
	if len(rows) == 0 {
		return nil
	}
	slices.Sort(rows)
	f.p.states = map[state]bool{}
	for _, r := range rows {
		for s := range next[r] {
			f.p.states[s] = true
		}
	}
	f.forget()
	return rows
}

// forget drops the steps that nothing waits for any more: a session may go on for ever.
func (f *Follower) forget() {
	for s := range f.p.states {
		if s.queue.len() > 0 {
			return
		}
	}
	f.p.recording.Steps = f.p.recording.Steps[:0]
}

// Expected are the rows of which one may come next, in order.
func (f *Follower) Expected() []int {
	var rows []int
	for s := range f.p.closure(f.p.states) {
		for _, o := range f.p.options(s) {
			if f.p.machine.Rows[o.row].Code != 0 {
				rows = append(rows, o.row)
			}
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

// Take goes on as if a row had been given, wherever the session may be. It is for replies that the table does not
// allow.
func (f *Follower) Take(row int) {
	next := map[state]bool{}
	for s := range f.p.states {
		next[f.behind(s, row)] = true
	}
	f.p.states = next
	f.forget()
}

// Doubt goes on as if a row had been given, or as if the line had changed nothing: it is for refusals that the table
// does not have.
func (f *Follower) Doubt(row int) {
	next := map[state]bool{}
	for s := range f.p.states {
		to := f.behind(s, row)
		next[to] = true
		to.config = s.config
		next[to] = true
	}
	f.p.states = next
	f.forget()
}

// behind is a state behind a row that the table does not have there.
func (f *Follower) behind(s state, row int) state {
	s.greeted, s.owed = true, -1
	s.config = f.p.machine.Apply(row, s.config)
	if s.queue.len() > 0 && f.p.machine.Rows[row].Kind != spec.KindEnd && f.p.machine.Rows[row].Kind != spec.KindTransferEnd {
		s.queue = s.queue.without(0)
	}
	return s
}

// Skip forgets the first line that waits for its reply: it was answered in a way that nothing is known of.
func (f *Follower) Skip() {
	next := map[state]bool{}
	for s := range f.p.states {
		s.greeted, s.owed = true, -1
		if s.queue.len() > 0 {
			s.queue = s.queue.without(0)
		}
		next[s] = true
	}
	f.p.states = next
	f.forget()
}

// Places are where the session may be, in a fixed order, without those that it may have come to without a word.
func (f *Follower) Places() []Place {
	all := make([]state, 0, len(f.p.states))
	for s := range f.p.states {
		all = append(all, s)
	}
	slices.SortFunc(all, compareStates)
	places := make([]Place, len(all))
	for i, s := range all {
		places[i] = Place{s.config, f.p.worlds[s.world].valuation, s.queue.len() > 0 || s.owed >= 0}
	}
	return places
}

// Where describes the configurations that the session may be in, the shortest first.
func (f *Follower) Where() []string {
	var all []string
	for s := range f.p.states {
		all = append(all, f.p.machine.Describe(&s.config))
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return slices.Compact(all)
}

func compareStates(a, b state) int {
	return cmp.Or(
		cmp.Compare(a.world, b.world), cmp.Compare(a.config.Running, b.config.Running), cmp.Compare(a.config.Waiting, b.config.Waiting),
		slices.Compare(a.config.States[:], b.config.States[:]), cmp.Compare(a.queue, b.queue), cmp.Compare(a.owed, b.owed),
	)
}
