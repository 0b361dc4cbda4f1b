package conform

import (
	"context"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/plan"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/trace"
)

// sweep plays until every row that can be seen was, or nothing leads to those that are left.
type sweep struct {
	*run
	target  *player.Target
	planner *plan.Planner
	player  *player.Player
	watch   *watcher
	script  []player.Act // of the session so far
	moves   int          // since the session began
	written []string     // of the session so far, for the transcript
	looked  bool         // the target was probed
	entry   []player.Act // how a session logs in
	toward  int          // the row that was looked for last
	astray  int          // moves towards it in a row
	budget  budget
	idle    int // acts in a row that sent nothing and were told nothing
}

// maxAstray is more moves than any way has, and maxIdle more acts on a data connection than lead anywhere where nothing
// is said.
const (
	maxAstray = 25
	maxIdle   = 4
)

// play is the sweep. A session that leads nowhere is ended; one that leads nowhere from its beginning is the last.
func (s *sweep) play(ctx context.Context) error {
	defer s.player.Close()
	for s.moved < s.options.Moves && ctx.Err() == nil {
		if s.player.Over() {
			if err := s.begin(); err != nil {
				return err
			}
		}
		if s.spent() {
			s.player.Close()
			continue
		}
		if s.homeward() {
			continue
		}
		if s.entry != nil && !s.looked {
			s.looked = true
			s.probe()
			continue
		}
		if err := s.watch.mend(); err != nil {
			return err
		}
		move, ok := s.next()
		if !ok {
			if s.moves == 0 {
				return nil
			}
			s.player.Close()
			continue
		}
		s.do(move)
	}
	return ctx.Err()
}

// transitions plays on until each row was seen in each place that leads to it. When the time is over, or the number of
// moves, that is no fault of the run: it is told how far it came.
func (s *sweep) transitions(ctx context.Context) error {
	if !s.options.Transitions {
		return nil
	}
	s.planner.EachTransition()
	s.player.Close()
	if err := s.play(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// maxScript is after how many acts the sweep begins a new session, where no way is broken off: what it finds has a
// short script.
const maxScript = 100

// spent reports whether the session has done enough, or would strike a limit of the target.
func (s *sweep) spent() bool {
	row, _ := s.player.Transferring()
	return row == nil && s.moves > 0 && (len(s.script) > maxScript && s.astray == 0 || s.budget.spent(&s.options))
}

// next is the next move, for the first of the valuations of which one leads somewhere.
func (s *sweep) next() (*plan.Move, bool) {
	tried := map[string]bool{}
	at := choose(s.player.Follow.Places())
	for _, p := range append([]trace.Place{at}, s.player.Follow.Places()...) {
		if p.Pending != at.Pending || tried[string(p.Valuation)] {
			continue
		}
		tried[string(p.Valuation)] = true
		if opened := s.player.Event("data-opened"); s.opened() && slices.Contains(s.machine.Happens(&p.Config, p.Valuation), opened) {
			p.Config = s.machine.Apply(opened, p.Config)
		}
		if m, ok := s.planner.Next(p); ok {
			return m, true
		}
	}
	return nil, false
}

// opened reports whether the data connection of the running transfer is there.
func (s *sweep) opened() bool {
	_, opened := s.player.Transferring()
	return opened
}

// choose is the place that is planned from: one where nothing is pending, if there is one.
func choose(places []trace.Place) trace.Place {
	for _, p := range places {
		if !p.Pending {
			return p
		}
	}
	return places[0]
}

// do does a move and tells the planner what came of it.
func (s *sweep) do(m *plan.Move) {
	s.moves++
	before := s.player.Follow.Places()
	step := s.step(m.Act)
	came := false
	note := func(row int) {
		s.planner.Saw(row, m.Act)
		came = came || slices.Contains(m.Rows, row)
	}
	for _, r := range step.Replies {
		for _, row := range attributed(r.Rows, m.Rows) {
			note(row)
			if opened := s.workOf(row); opened >= 0 {
				note(opened)
			}
		}
	}
	for _, row := range s.unheard(step, before) {
		note(row)
	}
	s.planner.Tried(m, came)
	if s.astray++; m.Goal || m.Target != s.toward {
		s.astray, s.toward = 0, m.Target
	}
	if s.astray > maxAstray {
		s.planner.GiveUp(m.Target)
	}
	if s.idle++; step.Sent != "" || len(step.Replies) > 0 {
		s.idle = 0
	}
	if s.idle > maxIdle {
		s.player.Close()
		return
	}
	s.again(step, m)
	if step.Command != nil {
		s.offered(step)
	}
}

// again repeats what is known to lead to a state that was entered with a value of another kind, such as the name of a
// user that there is not: the table has one state for both.
func (s *sweep) again(step *player.Step, m *plan.Move) {
	for _, r := range step.Replies {
		if len(r.Rows) != 1 || s.player.Over() {
			continue
		}
		row := &s.machine.Rows[r.Rows[0]]
		lasting := slices.ContainsFunc(row.Moves, func(mv spec.Move) bool {
			region := &s.machine.Spec.Regions[s.machine.Region(mv.Region)]
			return !region.Expires() && mv.State != region.States[0]
		})
		if known := s.planner.Known(r.Rows[0]); lasting && len(row.Fills) > 0 && known != m.Act && known.Do == player.Send {
			s.step(known)
			return
		}
	}
}

// attributed are the rows that a reply was: if there are several, those that were hoped for.
func attributed(rows, hoped []int) []int {
	if len(rows) <= 1 {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r int) bool { return !slices.Contains(hoped, r) })
}

// workOf is the row that has begun the work that a row ends, -1 for none.
func (r *run) workOf(end int) int {
	if r.machine.Rows[end].Kind != spec.KindEnd && r.machine.Rows[end].Kind != spec.KindTransferEnd {
		return -1
	}
	return slices.IndexFunc(r.machine.Rows, func(row spec.Row) bool { return row.Then == spec.ThenWork && slices.Contains(row.Ends, end) })
}

// unheard are the rows that were given and send nothing.
func (s *sweep) unheard(step *player.Step, before []trace.Place) []int {
	switch {
	case step.Do == player.Drop:
		return []int{s.player.Event("dropped")}
	case step.Do == player.Spoil && step.Closed:
		return []int{s.player.Event("handshake-failed")}
	case step.Do == player.Open && step.Error == "":
		return []int{s.player.Event("data-opened")}
	case step.Command == nil || len(step.Replies) > 0 || step.Command.During != spec.DuringLast || len(before) == 0 || !before[0].Config.Busy():
		return nil
	}
	return []int{slices.IndexFunc(s.machine.Rows, func(r spec.Row) bool { return r.Command == step.Command.Name && r.Kind == spec.KindWaiting })}
}

// step does one act, and has everybody look at what came of it.
func (s *sweep) step(a player.Act) *player.Step {
	s.script = append(s.script, a)
	s.moved++
	step, found := s.watch.do(a)
	s.commands += boolToInt(step.Sent != "")
	s.budget.count(step)
	s.seen(step)
	s.found(found, s.script, s.target)
	return step
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// possible are the rows that some way leads to under the valuations that the target may have.
func (r *run) possible() []bool {
	possible := make([]bool, len(r.machine.Rows))
	var left [][]uint8
	for _, v := range r.machine.Valuations() {
		if r.keep(v) {
			left = append(left, v)
		}
	}
	g := r.machine.Explore(left...)
	for i := range g.Edges {
		row := g.Edges[i].Row
		possible[row] = true
		c := &g.Nodes[g.Edges[i].From].Config
		if end := r.machine.Interrupted(row, c); end >= 0 {
			possible[end] = true
		}
	}
	possible[0] = true
	switches := false
	for i := range r.machine.Rows {
		switches = switches || r.machine.Rows[i].Then == spec.ThenProtect && possible[i]
	}
	for i := range r.machine.Rows {
		if row := &r.machine.Rows[i]; row.Kind == spec.KindEvent && (row.Name == "injected" || row.Name == "handshake-failed") {
			possible[i] = switches
		}
	}
	return possible
}
