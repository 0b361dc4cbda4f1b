package accounts

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestGuardStopsWaiting: the end of the context ends each wait, and what was not decided by then counts for nothing.
func TestGuardStopsWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := NewGuard(GuardOptions{MaxFailures: 2})
		slow := &wordy{takes: time.Second}
		ctx, cancel := context.WithTimeout(t.Context(), 1100*time.Millisecond)
		defer cancel()
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() { guard.Authenticate(t.Context(), slow, credentials("alice", "correct", "192.0.2.1")) })
		}
		synctest.Wait()
		short, cancelShort := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancelShort()
		_, err := guard.Authenticate(short, slow, credentials("bob", "correct", "192.0.2.1"))
		wantError(t, err, "accounts: wait for other logins of this address: context deadline exceeded")
		all.Wait()
		if len(slow.asked) != 2 || len(guard.attempts) != 0 {
			t.Errorf("%d asked, %d addresses have attempts, want 2 and none", len(slow.asked), len(guard.attempts))
		}
		guard.Failed(credentials("carol", "", "192.0.2.3"))
		_, err = guard.Authenticate(ctx, &wordy{}, credentials("carol", "wrong", "192.0.2.3"))
		wantError(t, err, "accounts: delay after failed logins: context deadline exceeded")
		if !guard.Blocked(credentials("", "", "192.0.2.3")) {
			t.Error("a failure does not count whose refusal nobody waited for")
		}
	})
}

// TestGuardPatience: a password that is not looked at in time is nobody's failure.
func TestGuardPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := NewGuard(GuardOptions{MaxFailures: 1, Patience: 3 * time.Second})
		var all sync.WaitGroup
		all.Go(func() {
			guard.Authenticate(t.Context(), &wordy{takes: time.Hour}, credentials("alice", "correct", "192.0.2.1"))
		})
		synctest.Wait()
		start := time.Now()
		_, err := guard.Authenticate(t.Context(), &wordy{}, credentials("bob", "correct", "192.0.2.1"))
		if took := time.Since(start); !errors.Is(err, ErrBusy) || took != 3*time.Second {
			t.Errorf("after %v: %v", took, err)
		}
		if guard.Blocked(credentials("bob", "", "192.0.2.1")) {
			t.Error("it counts")
		}
		all.Wait()
	})
}

// TestGuardNineFailures: fifteen right logins from an address that has one failure left take their own time alone, one
// after the other until the first is in, and at once from then on.
func TestGuardNineFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := NewGuard(GuardOptions{})
		for range DefaultMaxFailures - 1 {
			guard.Failed(credentials("alice", "", "192.0.2.1"))
		}
		back := &wordy{takes: 100 * time.Millisecond}
		start := time.Now()
		var all sync.WaitGroup
		for range 15 {
			all.Go(func() {
				if got := answer(guard.Authenticate(t.Context(), back, credentials("alice", "correct", "192.0.2.1"))); got != "account alice" {
					t.Error(got)
				}
			})
		}
		all.Wait()
		// One alone, ten at once, and the other four.
		if took := time.Since(start); took != 300*time.Millisecond {
			t.Errorf("fifteen right logins took %v, want 300ms", took)
		}
	})
}

// TestGuardKnownAddress: an address that has logged in with a name has failures of its own for it. They are as many as
// anybody's, and count for the address as well.
func TestGuardKnownAddress(t *testing.T) {
	guard := NewGuard(GuardOptions{MaxFailures: 3, Clock: (&hands{}).clock})
	back := &scripted{account: &Account{Name: "alice"}}
	alice := credentials("alice", "x", "2001:db8:1:2::1")
	if got := answer(guard.Authenticate(t.Context(), back, alice)); got != "account alice" {
		t.Fatal(got)
	}
	for range 3 {
		guard.Failed(credentials("bob", "", "2001:db8:1:2::9"))
	}
	near, far := credentials("alice", "x", "2001:db8:1:2::7"), credentials("alice", "x", "2001:db8:1:3::1")
	if guard.Blocked(alice) || guard.Blocked(near) || !guard.Blocked(credentials("bob", "x", "2001:db8:1:2::1")) {
		t.Error("the failures of bob block alice, or do not block bob")
	}
	for range 3 {
		guard.Failed(far)
	}
	if guard.Blocked(alice) || !guard.Blocked(far) {
		t.Error("failures elsewhere block alice here, or do not block there")
	}
	for i := range 3 {
		if guard.Blocked(alice) {
			t.Errorf("blocked after %d failures of her own", i)
		}
		guard.Failed(alice)
	}
	if !guard.Blocked(alice) {
		t.Error("not blocked after three failures of her own")
	}
}

// TestGuardNetworks: whoever has a whole network guesses not much more than who has one address, and does not block
// those who have logged in from it.
func TestGuardNetworks(t *testing.T) {
	for _, test := range []struct {
		form    string
		blocked bool
	}{{"2001:db8:1:%x::1", true}, {"2001:db8:%x:1::1", false}, {"192.0.2.%d", false}, {"::ffff:192.0.2.%d", false}} {
		guard := NewGuard(GuardOptions{MaxFailures: 2, Clock: (&hands{}).clock})
		known := credentials("alice", "correct", fmt.Sprintf(test.form, 200))
		if got := answer(guard.Authenticate(t.Context(), &wordy{}, known)); got != "account alice" {
			t.Fatal(got)
		}
		asked := &wordy{}
		for i := range 100 {
			guard.Authenticate(t.Context(), asked, credentials(fmt.Sprint("user", i), "correct ", fmt.Sprintf(test.form, i)))
		}
		want := 100
		if test.blocked {
			want = 2 * networkFailures
		}
		if len(asked.asked) != want {
			t.Errorf("%s: %d guesses, want %d", test.form, len(asked.asked), want)
		}
		if got := answer(guard.Authenticate(t.Context(), asked, known)); got != "account alice" {
			t.Errorf("%s: who is known: %s", test.form, got)
		}
		if stranger := credentials("bob", "", fmt.Sprintf(test.form, 201)); guard.Blocked(stranger) != test.blocked {
			t.Errorf("%s: a stranger is blocked: %v", test.form, !test.blocked)
		}
	}
}

// TestGuardHosts: a name at one host is another than the same name at the next, and the address is the same.
func TestGuardHosts(t *testing.T) {
	guard := NewGuard(GuardOptions{MaxFailures: 2, Clock: (&hands{}).clock})
	here, there := credentials("alice", "x", "192.0.2.1"), credentials("alice", "x", "192.0.2.1")
	there.Host = "there"
	guard.Authenticate(t.Context(), &scripted{account: &Account{Name: "alice"}}, here)
	guard.Failed(there)
	guard.Failed(there)
	if guard.Blocked(here) || !guard.Blocked(there) {
		t.Errorf("blocked: %v here, %v there; want there alone", guard.Blocked(here), guard.Blocked(there))
	}
	elsewhere := credentials("alice", "x", "192.0.2.2")
	if got := guard.Delay(elsewhere); got != 0 {
		t.Errorf("failures of another host's name delay by %v", got)
	}
}

// TestGuardKnowsWhoIsIn: neither guests nor those who have yet to give their account's information are known.
func TestGuardKnowsWhoIsIn(t *testing.T) {
	for _, test := range []struct {
		account Account
		known   bool
	}{
		{Account{Name: "a"}, true},
		{Account{Name: "a", Anonymous: true}, false},
		{Account{Name: "a", Confirm: func(context.Context, string) error { return nil }}, false},
	} {
		guard := NewGuard(GuardOptions{MaxFailures: 1, MaxEntries: 2, Clock: (&hands{}).clock})
		c := credentials("a", "x", "192.0.2.1")
		guard.Authenticate(t.Context(), &scripted{account: &test.account}, c)
		guard.Failed(credentials("b", "", "192.0.2.1"))
		if got := guard.Blocked(c); got == test.known {
			t.Errorf("%+v: blocked %v", test.account, got)
		}
		for _, name := range []string{"c", "d"} {
			guard.Authenticate(t.Context(), &scripted{account: &Account{Name: name}}, credentials(name, "x", "192.0.2.2"))
		}
		if n := guard.known.Len(); n > 2 || !guard.Blocked(c) {
			t.Errorf("%d are remembered, and a is known still", n)
		}
	}
}

// ranked notes the standing of whom it is asked about.
type ranked struct {
	wordy
	standings []int
}

func (r *ranked) Authenticate(ctx context.Context, c Credentials) (*Account, error) {
	r.mu.Lock()
	r.standings = append(r.standings, c.Standing)
	r.mu.Unlock()
	return r.wordy.Authenticate(ctx, c)
}

// TestGuardStanding: who is known comes first, then other names from there, then those who have failed least and ask
// for least at once.
func TestGuardStanding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard, back := NewGuard(GuardOptions{}), &ranked{}
		ask := func(user, password, peer string) {
			guard.Authenticate(t.Context(), back, credentials(user, password, peer))
		}
		ask("alice", "correct", "192.0.2.1")
		ask("alice", "wrong", "192.0.2.1")
		ask("alice", "correct", "192.0.2.1")
		ask("bob", "correct", "192.0.2.1")
		ask("alice", "wrong", "192.0.2.2")
		ask("alice", "wrong", "192.0.2.2")
		ask("bob", "wrong", "192.0.2.3")
		back.takes = time.Second
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() { ask("carol", "wrong", "192.0.2.4") })
			synctest.Wait()
		}
		all.Wait()
		if got, want := fmt.Sprint(back.standings), "[11 0 0 2 11 12 11 11 12 13]"; got != want {
			t.Errorf("standings %s, want %s", got, want)
		}
	})
}
