package plan_test

import (
	"testing"

	"github.com/portolan-ftp/portolan/spec/conform/plan"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/small"
	"github.com/portolan-ftp/portolan/spec/trace"
)

// perfect is a server that gives the row that was hoped for, each time.
type perfect struct {
	*testing.T
	m     *explore.Machine
	p     *plan.Planner
	at    explore.Config
	seen  map[int]bool
	pairs map[pair]bool
}

type pair struct {
	row int
	at  explore.Config
}

// play makes moves until nothing is left from the beginning of a session; it gives how many.
func (s *perfect) play() (moves int) {
	s.Helper()
	valuation := s.m.Valuations()[0]
	begin := s.m.Apply(0, s.m.Beginnings()[0])
	s.at = begin
	for first := true; ; {
		if s.m.Closed(&s.at) {
			s.at, first = begin, true
		}
		move, ok := s.p.Next(trace.Place{Config: s.at, Valuation: valuation})
		if !ok {
			if first {
				return moves
			}
			s.at, first = begin, true
			continue
		}
		first = false
		if moves++; moves > 10_000 {
			s.Fatal("the planner does not come to an end")
		}
		for i := len(move.Rows) - 1; i >= 0; i-- { // what comes with a row comes before it
			s.p.Saw(move.Rows[i], move.Act)
			s.seen[move.Rows[i]] = true
		}
		s.pairs[pair{move.Rows[0], s.at}] = true
		for i := len(move.Rows) - 1; i >= 0; i-- {
			s.at = s.m.Apply(move.Rows[i], s.at)
		}
		s.p.Tried(move, true)
	}
}

// TestPlan: on a server that answers as is hoped, every row is seen that can be, in few moves; then each of them in
// every place, in more; and then nothing is left.
func TestPlan(t *testing.T) {
	m := explore.NewMachine(small.Spec(t))
	s := &perfect{T: t, m: m, p: plan.New(m, stimulus.New(m), plan.Options{}), seen: map[int]bool{}, pairs: map[pair]bool{}}
	rows := s.play()
	for _, u := range s.p.Unseen(make([]bool, len(m.Rows))) {
		if s.seen[u.Row] {
			t.Errorf("%s was seen and is said not to be", m.Rows[u.Row].Name)
		}
	}
	if len(s.seen) < len(m.Rows)/2 || rows < len(s.seen)/2 {
		t.Errorf("%d of %d rows in %d moves", len(s.seen), len(m.Rows), rows)
	}
	s.p.EachTransition()
	more := s.play()
	seen, all := s.p.Transitions()
	t.Logf("%d rows in %d moves; %d of %d transitions in %d more", len(s.seen), rows, seen, all, more)
	if seen < all*9/10 || seen <= len(s.seen) || more < seen { // a few places lie behind rows that are not passed through
		t.Errorf("%d of %d transitions in %d moves; %d rows", seen, all, more, len(s.seen))
	}
	if again := s.play(); again > 0 {
		t.Errorf("%d moves are left", again)
	}
}
