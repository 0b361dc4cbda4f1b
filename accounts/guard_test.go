package accounts

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// wordy accepts one password for any name and notes what it was asked.
type wordy struct {
	mu    sync.Mutex
	asked []string
	takes time.Duration
}

func (w *wordy) Authenticate(_ context.Context, c Credentials) (*Account, error) {
	w.mu.Lock()
	w.asked = append(w.asked, c.User)
	w.mu.Unlock()
	time.Sleep(w.takes)
	if c.Password != "correct" {
		return nil, ErrRejected
	}
	return &Account{Name: c.User}, nil
}

func TestGuardDelayGrows(t *testing.T) {
	guard := NewGuard(GuardOptions{Clock: (&hands{}).clock})
	c := credentials("alice", "", "192.0.2.1")
	var got []string
	for range 13 {
		got = append(got, fmt.Sprint(guard.Delay(c), " ", guard.Blocked(c)))
		guard.Failed(c)
	}
	want := "0s false, 250ms false, 500ms false, 1s false, 2s false, 4s false, 5s false, " +
		"5s false, 5s false, 5s false, 5s true, 5s true, 5s true"
	if got := strings.Join(got, ", "); got != want {
		t.Errorf("delays\n%s\nwant\n%s", got, want)
	}
}

func TestGuardCountsPeerAndName(t *testing.T) {
	guard := NewGuard(GuardOptions{MaxFailures: 3, Clock: (&hands{}).clock})
	guard.Failed(credentials("alice", "", "192.0.2.1"))
	guard.Failed(credentials("alice", "", "192.0.2.2"))
	guard.Failed(credentials("alice", "", "192.0.2.2"))
	guard.Failed(credentials("bob", "", "192.0.2.2"))
	tests := []struct {
		user, peer string
		delay      time.Duration
		blocked    bool
	}{
		{"carol", "192.0.2.3", 0, false},
		{"alice", "192.0.2.3", time.Second, false}, // three of the name, and never blocked for it
		{"Alice", "192.0.2.3", 0, false},
		{"bob", "192.0.2.3", 250 * time.Millisecond, false},
		{"carol", "192.0.2.1", 250 * time.Millisecond, false},
		{"alice", "192.0.2.1", time.Second, false}, // the larger of the two
		{"carol", "192.0.2.2", time.Second, true},
		{"alice", "192.0.2.2", time.Second, true},
	}
	for _, test := range tests {
		c := credentials(test.user, "correct", test.peer)
		if delay, blocked := guard.Delay(c), guard.Blocked(c); delay != test.delay || blocked != test.blocked {
			t.Errorf("%s from %s: %v, %v, want %v, %v", test.user, test.peer, delay, blocked, test.delay, test.blocked)
		}
	}
}

func TestGuardPeers(t *testing.T) {
	tests := []struct {
		failed, asks string
		same         bool
	}{
		{"192.0.2.1", "192.0.2.1", true},
		{"192.0.2.1", "192.0.2.2", false},
		{"192.0.2.1", "::ffff:192.0.2.1", true},
		{"::ffff:192.0.2.1", "::ffff:192.0.2.2", false},
		{"2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true},
		{"2001:db8:1:2::1", "2001:db8:1:3::1", false},
		{"fe80::1%eth0", "fe80::2%eth1", true},
		{"::1", "127.0.0.1", false},
	}
	for _, test := range tests {
		guard := NewGuard(GuardOptions{MaxFailures: 1})
		guard.Failed(credentials("a", "", test.failed))
		if got := guard.Blocked(credentials("b", "", test.asks)); got != test.same {
			t.Errorf("after a failure of %s, %s blocked: %v, want %v", test.failed, test.asks, got, test.same)
		}
	}
	// Clients without an address, as on a Unix socket, are one peer.
	guard := NewGuard(GuardOptions{MaxFailures: 1})
	guard.Failed(Credentials{User: "a"})
	if !guard.Blocked(Credentials{User: "b", Peer: netip.Addr{}}) || guard.Blocked(credentials("a", "", "::")) {
		t.Error("clients without an address are not one peer")
	}
}

func TestGuardWindow(t *testing.T) {
	clock := &hands{now: -time.Hour} // the fixed point may be anywhere
	guard := NewGuard(GuardOptions{MaxFailures: 2, Window: time.Minute, Clock: clock.clock})
	c := credentials("alice", "", "192.0.2.1")
	guard.Failed(c)
	clock.now += 30 * time.Second
	guard.Failed(c)
	for _, step := range []struct {
		passed  time.Duration
		delay   time.Duration
		blocked bool
	}{
		{0, 500 * time.Millisecond, true},
		{30*time.Second - 1, 500 * time.Millisecond, true},
		{1, 250 * time.Millisecond, false},
		{30 * time.Second, 0, false},
	} {
		clock.now += step.passed
		if delay, blocked := guard.Delay(c), guard.Blocked(c); delay != step.delay || blocked != step.blocked {
			t.Errorf("at %v: %v, %v, want %v, %v", clock.now, delay, blocked, step.delay, step.blocked)
		}
	}
}

func TestGuardDefaults(t *testing.T) {
	for _, o := range []GuardOptions{{}, {MaxFailures: -1, Window: -1, MaxEntries: -1}} {
		synctest.Test(t, func(t *testing.T) {
			guard := NewGuard(o)
			c := credentials("alice", "", "192.0.2.1")
			for range DefaultMaxFailures - 1 {
				guard.Failed(c)
			}
			if guard.Blocked(c) {
				t.Error("blocked too early")
			}
			guard.Failed(c)
			time.Sleep(DefaultWindow - 1)
			if !guard.Blocked(c) {
				t.Error("not blocked")
			}
			time.Sleep(1 * time.Nanosecond)
			if guard.Blocked(c) {
				t.Error("blocked after the window")
			}
			if guard.sources.maxKeys != DefaultMaxEntries || guard.names.maxKeys != DefaultMaxEntries {
				t.Error("other bounds than the default")
			}
		})
	}
}

func TestGuardMemory(t *testing.T) {
	guard := NewGuard(GuardOptions{MaxEntries: 10, MaxFailures: 1, Clock: (&hands{}).clock})
	for i := range 100 {
		guard.Failed(credentials(strings.Repeat("x", i*1000), "", fmt.Sprintf("192.0.2.%d", i)))
	}
	if len(guard.sources.keys) != 10 || len(guard.names.keys) != 10 {
		t.Errorf("%d addresses and %d names, want 10", len(guard.sources.keys), len(guard.names.keys))
	}
	if guard.Blocked(credentials("", "", "192.0.2.89")) || !guard.Blocked(credentials("", "", "192.0.2.90")) {
		t.Error("it was not the oldest that made room")
	}
}

// TestGuardAuthenticate tells one address's story: each line is an attempt, the
// answer and the time it took.
func TestGuardAuthenticate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := NewGuard(GuardOptions{MaxFailures: 4, Window: time.Minute})
		back := &wordy{}
		attempts := []struct {
			user, password, peer string
			want                 string
			asked                bool
		}{
			{"me", "correct", "192.0.2.1", "account me after 0s", true},
			{"alice", "1", "192.0.2.1", "rejected after 0s", true},
			// A success in between takes nothing off (CVE-2000-1033).
			{"me", "correct", "192.0.2.1", "account me after 0s", true},
			{"alice", "2", "192.0.2.1", "rejected after 250ms", true},
			{"me", "correct", "192.0.2.1", "account me after 0s", true},
			// Nor does another name, not even one that does not exist.
			{"nobody", "3", "192.0.2.1", "rejected after 500ms", true},
			{"me", "correct", "192.0.2.1", "account me after 0s", true},
			{"alice", "4", "192.0.2.1", "rejected after 1s", true},
			{"alice", "correct", "192.0.2.1", "blocked after 0s", false},
			{"bob", "correct", "192.0.2.1", "blocked after 0s", false},
			// Who has logged in from here before still can.
			{"me", "correct", "192.0.2.1", "account me after 0s", true},
			// Elsewhere nobody but guesses at alice is held up.
			{"alice", "correct", "192.0.2.2", "account alice after 0s", true},
			{"alice", "5", "192.0.2.3", "rejected after 1s", true},
			{"bob", "5", "192.0.2.4", "rejected after 0s", true},
		}
		for _, attempt := range attempts {
			start := time.Now()
			asked := len(back.asked)
			account, err := guard.Authenticate(t.Context(), back, credentials(attempt.user, attempt.password, attempt.peer))
			got := fmt.Sprintf("%s after %v", answer(account, err), time.Since(start))
			if got != attempt.want || len(back.asked) > asked != attempt.asked {
				t.Errorf("%s from %s: %s, asked %v, want %s, %v",
					attempt.user, attempt.peer, got, len(back.asked) > asked, attempt.want, attempt.asked)
			}
		}
		// Refusals of a blocked address do not count: a minute after the
		// first failure one try is free.
		time.Sleep(time.Minute - 2750*time.Millisecond)
		if got := answer(guard.Authenticate(t.Context(), back, credentials("bob", "correct", "192.0.2.1"))); got != "account bob" {
			t.Error(got)
		}
		if len(guard.attempts) != 0 {
			t.Errorf("%d addresses still have attempts", len(guard.attempts))
		}
	})
}

func TestGuardCountsGuessesOnly(t *testing.T) {
	no, down := &scripted{err: fmt.Errorf("no: %w", ErrRejected)}, &scripted{err: errors.New("down")}
	tests := []struct {
		name   string
		auth   Authenticator
		want   string
		counts bool
	}{
		{"accepted", &scripted{account: &Account{Name: "alice"}}, "account alice", false},
		{"rejected", no, "rejected", true},
		{"nobody to ask", nil, "rejected", true},
		{"back end down", down, "down", false},
		{"silent", &scripted{}, "accounts: authenticator returned neither an account nor an error", false},
		{"one down, one rejects", Chain(down, no), "accounts: back end failed: down", true},
	}
	for _, test := range tests {
		guard := NewGuard(GuardOptions{MaxFailures: 1, Clock: (&hands{}).clock})
		c := credentials("alice", "x", "192.0.2.1")
		if got := answer(guard.Authenticate(t.Context(), test.auth, c)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		if got := guard.Blocked(c); got != test.counts {
			t.Errorf("%s: counted %v, want %v", test.name, got, test.counts)
		}
	}
}

// TestGuardManyConnections opens a hundred at once: no more guesses are tried
// than one after another would be.
func TestGuardManyConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := NewGuard(GuardOptions{MaxFailures: 5})
		back := &wordy{takes: time.Second}
		var mu sync.Mutex
		answers := map[string]int{}
		var all sync.WaitGroup
		for i := range 100 {
			all.Go(func() {
				got := answer(guard.Authenticate(t.Context(), back, credentials(fmt.Sprint("user", i), "wrong", "192.0.2.1")))
				mu.Lock()
				defer mu.Unlock()
				answers[got]++
			})
		}
		all.Wait()
		if len(back.asked) != 5 || answers["rejected"] != 5 || answers["blocked"] != 95 {
			t.Errorf("%d asked, answers %v, want 5 rejected and 95 blocked", len(back.asked), answers)
		}
		if len(guard.attempts) != 0 {
			t.Errorf("%d addresses still have attempts", len(guard.attempts))
		}
	})
}

// TestGuardManyGoodLogins is a client that opens many connections and knows
// its password: all get in, in turns.
func TestGuardManyGoodLogins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		guard := NewGuard(GuardOptions{MaxFailures: 5})
		back := &wordy{takes: time.Second}
		start := time.Now()
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if got := answer(guard.Authenticate(t.Context(), back, credentials("alice", "correct", "192.0.2.1"))); got != "account alice" {
					t.Error(got)
				}
			})
		}
		all.Wait()
		if took := time.Since(start); took != 4*time.Second {
			t.Errorf("twenty logins by fives took %v, want 4s", took)
		}
	})
}
