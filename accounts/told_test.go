package accounts

import (
	"net/netip"
	"slices"
	"testing"
	"time"
)

// linked are two guards of which each tells the other, and what the first has told.
func linked(clock func() time.Duration) (a, b *Guard, told *[]Attempt) {
	told = new([]Attempt)
	b = NewGuard(GuardOptions{MaxFailures: 3, Clock: clock})
	a = NewGuard(GuardOptions{MaxFailures: 3, Clock: clock, Tell: func(t Attempt) {
		*told = append(*told, t)
		b.Learn(t)
	}})
	return a, b, told
}

// TestGuardLearns: what failed at one server blocks at the other, whatever the order in which it is heard, and no
// longer than where it failed. Who has logged in at one is known at the other.
func TestGuardLearns(t *testing.T) {
	hands := &hands{}
	a, b, told := linked(hands.clock)
	stranger := credentials("alice", "", "192.0.2.1")
	a.Failed(stranger)
	a.Failed(stranger)
	if b.Blocked(stranger) {
		t.Error("blocked after two of three failures")
	}
	b.Failed(stranger)
	if !b.Blocked(stranger) {
		t.Error("not blocked after three failures at two servers")
	}
	if a.Blocked(stranger) {
		t.Error("blocked by a failure that was not told")
	}
	want := []Attempt{{Peer: stranger.Peer, User: "alice"}, {Peer: stranger.Peer, User: "alice"}}
	if !slices.Equal(*told, want) {
		t.Errorf("told %+v, want %+v", *told, want)
	}
	late := NewGuard(GuardOptions{MaxFailures: 3, Clock: hands.clock})
	late.Failed(stranger)
	for _, age := range []time.Duration{DefaultWindow + time.Second, DefaultWindow - time.Minute, time.Minute} {
		late.Learn(Attempt{Peer: stranger.Peer, User: "alice", Age: age})
	}
	if !late.Blocked(stranger) {
		t.Error("not blocked by two failures that were heard later")
	}
	hands.now += time.Minute
	if late.Blocked(stranger) {
		t.Error("still blocked when the first of three failures is a window old")
	}
}

// TestGuardLearnsWhoIsIn: an address that has logged in elsewhere is known, and is told anew once a day.
func TestGuardLearnsWhoIsIn(t *testing.T) {
	hands := &hands{}
	a, b, told := linked(hands.clock)
	c := credentials("alice", "correct", "192.0.2.1")
	for range 3 {
		if _, err := a.Authenticate(t.Context(), &wordy{}, c); err != nil {
			t.Fatal(err)
		}
	}
	if want := []Attempt{{Peer: netip.MustParseAddr("192.0.2.1"), User: "alice", In: true}}; !slices.Equal(*told, want) {
		t.Errorf("told %+v, want %+v", *told, want)
	}
	for range 3 {
		b.Failed(credentials("bob", "", "192.0.2.1"))
	}
	if b.Blocked(c) || !b.Blocked(credentials("bob", "", "192.0.2.1")) {
		t.Error("who is known from there is blocked, or who is not is not")
	}
	hands.now += tellAgain
	if _, err := a.Authenticate(t.Context(), &wordy{}, c); err != nil || len(*told) != 2 {
		t.Errorf("%v, told %d times after a day", err, len(*told))
	}
}

// TestGuardLearnsOfTomorrow: a failure that is kept with a time to come, because the clock was set back, blocks no
// longer than one of now.
func TestGuardLearnsOfTomorrow(t *testing.T) {
	hands := &hands{}
	guard, c := NewGuard(GuardOptions{MaxFailures: 1, Clock: hands.clock}), credentials("alice", "", "192.0.2.1")
	guard.Learn(Attempt{Peer: c.Peer, User: "alice", Age: -24 * time.Hour})
	if !guard.Blocked(c) {
		t.Error("not blocked")
	}
	hands.now += DefaultWindow
	if guard.Blocked(c) {
		t.Error("still blocked")
	}
}
