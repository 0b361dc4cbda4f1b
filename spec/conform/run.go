package conform

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/judge"
	"github.com/portolan-ftp/portolan/spec/conform/keeper"
	"github.com/portolan-ftp/portolan/spec/conform/plan"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/report"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/conform/wire"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// run is one run against one target.
type run struct {
	options   Options
	machine   *explore.Machine
	lines     *stimulus.Set
	target    *player.Target
	keeper    *keeper.Keeper
	lacks     map[string]string // commands that the target does not have, and what it said
	refused   map[string]bool   // of these, those that the table would have refused as well
	worked    map[string]bool   // commands that were answered 1yz, 2yz or 3yz
	worlds    map[string]bool   // valuations of the policies that the target may have; nil: all
	moved     int
	commands  int
	refusals  int // connections in a row that were not greeted
	lost      int
	cases     []*Case
	byKey     map[string]*Case
	asked     map[string]bool // requirements that some reply has answered
	shrinking time.Time       // since when scripts are made shorter
	sessions  int
	greeting  string
	features  []string // that FEAT tells
}

// Case is something that was found, with a script that shows it.
type Case struct {
	judge.Finding
	Script []player.Act // from the beginning of the session; its last act shows it
	Times  int          // that it was seen

	explained bool           // by what was known of the target only later
	again     bool           // it was judged anew
	target    *player.Target // with the account that has shown it
	Dialogue  []string
	Rate      string // of one that does not come each time; "" for others
}

// found keeps findings, each kind once, with the script that showed it first.
func (r *run) found(all []judge.Finding, script []player.Act, target *player.Target) {
	for _, f := range all {
		if c := r.byKey[f.Key()]; c != nil {
			c.Times++
			continue
		}
		c := &Case{Finding: f, Script: slices.Clone(script), Times: 1, target: target}
		r.byKey[f.Key()] = c
		r.cases = append(r.cases, c)
	}
}

// maxRefusals is how many connections in a row may be turned away, with a pause that grows after each.
const (
	maxRefusals       = 6
	pauseAfterRefusal = 200 * time.Millisecond
)

// unreachable says that the target takes no more sessions.
type unreachable struct{ step *player.Step }

func (u *unreachable) Error() string {
	if len(u.step.Replies) > 0 {
		return "conform: the server takes no session: " + u.step.Replies[0].Lines[0]
	}
	return "conform: the server takes no session: " + u.step.Error
}

// Run tests a server. An error says that it could not be tested.
func Run(ctx context.Context, o Options) (result *report.Report, err error) {
	begin := time.Now()
	r := newRun(o)
	whole := ctx
	ctx, cancel := context.WithTimeout(whole, r.options.Deadline)
	defer cancel()
	if err := r.keeper.Make(o.Dir); err != nil {
		r.keeper.Close()
		return nil, err
	}
	if o.Patience == 0 {
		r.target.Patience = r.keeper.Patience(MinPatience).Round(time.Millisecond)
	}
	defer func() {
		if errRemove := r.keeper.Remove(); errRemove != nil && err == nil {
			result.Left = errRemove.Error()
		}
	}()
	s := r.sweep(r.target, plan.Options{Dangerous: o.Dangerous, Implicit: o.Implicit != "", TLS: o.TLS != nil, Account: o.Account != "", Host: o.Host != "", Others: o.Limited.User != ""})
	if err := s.play(ctx); err != nil {
		return nil, err
	}
	if s.entry != nil {
		if err := s.transitions(ctx); err != nil {
			return nil, err
		}
	}
	if s.entry != nil && ctx.Err() == nil {
		if err := s.extras(ctx); err != nil {
			return nil, err
		}
		if err := s.random(ctx); err != nil {
			return nil, err
		}
	}
	if o.Limited.User != "" && ctx.Err() == nil {
		if err := r.limited(ctx, s); err != nil {
			return nil, err
		}
	}
	if err := s.transcript(); err != nil {
		return nil, err
	}
	if err := r.shorten(whole); err != nil { // what was found in time is told
		return nil, err
	}
	result = s.report()
	result.Seconds = time.Since(begin).Seconds()
	return result, nil
}

// shorten makes the script of each finding shorter, the gravest first, and leaves out what the target explains.
func (r *run) shorten(ctx context.Context) error {
	r.cases = slices.DeleteFunc(r.cases, r.absent)
	r.shrinking = time.Now()
	slices.SortStableFunc(r.cases, func(a, b *Case) int { return cmp.Compare(b.Verdict.Weight(), a.Verdict.Weight()) })
	for _, c := range r.cases {
		if err := cmp.Or(r.shrink(ctx, c), ctx.Err()); err != nil {
			return err
		}
	}
	r.cases = once(slices.DeleteFunc(r.cases, func(c *Case) bool { return c.explained }))
	return nil
}

// once leaves each finding once: two may have turned out to be the same.
func once(cases []*Case) []*Case {
	byKey := map[string]*Case{}
	return slices.DeleteFunc(cases, func(c *Case) bool {
		first := byKey[c.Key()]
		if first == nil {
			byKey[c.Key()] = c
			return false
		}
		first.Times += c.Times
		return true
	})
}

// absent reports whether a finding is that the target does not have a command: that is told in the profile.
func (r *run) absent(c *Case) bool {
	return slices.ContainsFunc(r.machine.Spec.Commands, func(k spec.Command) bool {
		return k.Spelling() == c.Command && r.lacks[k.Name] != "" && strings.HasPrefix(c.Got, "5")
	})
}

// Play plays one script and tells what both sides said, and what is wrong with it. The words in braces are filled in.
func Play(o Options, script []player.Act) (dialogue []string, found []judge.Finding, err error) {
	r := newRun(o)
	if err := r.keeper.Make(o.Dir); err != nil {
		r.keeper.Close()
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, r.keeper.Remove()) }()
	p := player.New(r.target, r.machine, r.lines)
	defer p.Close()
	w := r.watcher(p)
	for _, a := range script {
		step, more := w.do(a)
		dialogue, found = append(dialogue, lines(step)...), append(found, more...)
	}
	return dialogue, found, nil
}

func newRun(o Options) *run {
	o.FailedLogins, o.UnknownLines = cmp.Or(o.FailedLogins, DefaultFailedLogins), cmp.Or(o.UnknownLines, DefaultUnknownLines)
	if o.Transitions {
		o.Deadline, o.Moves = cmp.Or(o.Deadline, MaxNight), cmp.Or(o.Moves, math.MaxInt)
	}
	o.Deadline, o.Moves = cmp.Or(o.Deadline, MaxRun), cmp.Or(o.Moves, MaxMoves)
	o.Sessions = max(cmp.Or(o.Sessions, DefaultSessions), minSessions)
	r := &run{options: o, machine: o.Machine, lines: stimulus.New(o.Machine), lacks: map[string]string{}, refused: map[string]bool{}, byKey: map[string]*Case{}, worked: map[string]bool{}, asked: map[string]bool{}}
	r.target = &player.Target{Address: o.Address, Implicit: o.Implicit, TLS: o.TLS, User: o.User, Password: o.Password,
		Account: o.Account, Host: o.Host, Group: o.Group, Patience: cmp.Or(o.Patience, MinPatience)}
	r.target.Ending = wire.NewEnding(o.Sessions - minSessions + 1)
	r.keeper = keeper.New(r.target)
	return r
}

func (r *run) sweep(target *player.Target, o plan.Options) *sweep {
	s := &sweep{run: r, target: target, player: player.New(target, r.machine, r.lines)}
	s.player.Keep = r.keep
	s.watch = r.watcher(s.player)
	s.planner = plan.New(r.machine, r.lines, o)
	return s
}

// limited looks for what an account is refused that lacks permissions, and tells another sweep what was seen.
func (r *run) limited(ctx context.Context, all *sweep) error {
	target := *r.target
	target.User, target.Password, target.Account = r.options.Limited.User, r.options.Limited.Password, ""
	s := r.sweep(&target, plan.Options{Limited: true, TLS: r.options.TLS != nil})
	if err := s.play(ctx); err != nil {
		return err
	}
	for i := range r.machine.Rows {
		if s.planner.Seen(i) && r.machine.Rows[i].Kind == spec.KindDenied {
			all.planner.Saw(i, player.Act{Do: player.Spoil}) // nothing that the account of the others can repeat
		}
	}
	return s.transcript()
}

// keep says whether the target may have a valuation of the policies.
func (r *run) keep(valuation []uint8) bool { return r.worlds == nil || r.worlds[string(valuation)] }

// seen looks at what came of a step.
func (s *sweep) seen(step *player.Step) {
	if s.player.Follow != nil {
		s.narrow(step)
	}
	s.written = append(s.written, lines(step)...)
	if s.options.Progress != nil {
		seen := 0
		for i := range s.machine.Rows {
			seen += boolToInt(s.planner.Seen(i))
		}
		s.options.Progress(Progress{s.commands, seen, len(s.machine.Rows), len(s.cases), s.planner.Each()})
	}
}

// narrow leaves the valuations that explain all that the server has said so far.
func (s *sweep) narrow(step *player.Step) {
	for _, r := range step.Replies {
		if len(r.Rows) == 0 {
			return
		}
	}
	left := map[string]bool{}
	for _, p := range s.player.Follow.Places() {
		left[string(p.Valuation)] = true
	}
	if s.worlds == nil || len(left) < len(s.worlds) {
		s.worlds = left
	}
}
