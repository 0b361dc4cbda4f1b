// Package sharedtest tells whether a shared.Store does what nodes need.
package sharedtest

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts/shared"
)

const (
	// patience is far longer than anything that works takes.
	patience = 30 * time.Second
	// long and short are leases: one outlives the test, the other ends in it.
	long, short = time.Hour, 50 * time.Millisecond
)

// Suite tests a store. open opens one store again and again, as each node does; each test has another store.
func Suite(t *testing.T, newStore func(t *testing.T) (open func() shared.Store)) {
	for name, test := range map[string]func(*testing.T, shared.Store, shared.Store){
		"leases": leases, "limit": limit, "race": race, "attempts": attempts, "old attempts": oldAttempts, "keys": keys, "homes": homes,
		"lost homes": lostHomes, "changes at once": changesAtOnce,
	} {
		t.Run(name, func(t *testing.T) {
			open := newStore(t)
			a, b := open(), open()
			t.Cleanup(b.Close)
			t.Cleanup(a.Close)
			test(t, a, b)
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// until waits until something holds.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for began := time.Now(); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatal("not in time: ", what)
		}
	}
}

func beat(t *testing.T, s shared.Store, node string, lease time.Duration, sessions int, wantOthers int, wantLapsed bool) {
	t.Helper()
	others, lapsed, err := s.Beat(t.Context(), node, lease, sessions)
	must(t, err)
	if others != wantOthers || lapsed != wantLapsed {
		t.Fatalf("beat of %s: %d others, lapsed %v; want %d, %v", node, others, lapsed, wantOthers, wantLapsed)
	}
}

func enter(t *testing.T, s shared.Store, node, account string, mine, most int, want bool) {
	t.Helper()
	if ok, err := s.Enter(t.Context(), node, account, mine, most); err != nil || ok != want {
		t.Fatalf("%s enters its session %d of %s, of %d: %v, %v; want %v", node, mine, account, most, ok, err, want)
	}
}

// leases: sessions count as long as the lease of their node.
func leases(t *testing.T, a, b shared.Store) {
	beat(t, a, "a", long, 3, 0, true)
	beat(t, b, "b", short, 4, 3, true)
	beat(t, a, "a", long, 3, 4, false)
	enter(t, b, "b", "/alice", 1, 1, true)
	enter(t, a, "a", "/alice", 1, 1, false)
	until(t, "the lease of b runs out", func() bool {
		others, _, err := a.Beat(t.Context(), "a", long, 3)
		must(t, err)
		return others == 0
	})
	enter(t, a, "a", "/alice", 1, 1, true)
	beat(t, b, "b", long, 4, 3, true)
	enter(t, b, "b", "/alice", 2, 2, false)
	must(t, a.Leave(t.Context(), "a"))
	enter(t, b, "b", "/alice", 2, 2, true)
	beat(t, b, "b", long, 4, 0, false)
	must(t, a.Tidy(t.Context(), time.Minute))
	beat(t, b, "b", long, 4, 0, false)
}

// limit: what a node tells takes the place of what it has told before.
func limit(t *testing.T, a, b shared.Store) {
	beat(t, a, "a", long, 0, 0, true)
	beat(t, b, "b", long, 0, 0, true)
	for mine := 1; mine <= 2; mine++ {
		enter(t, a, "a", "/alice", mine, 3, true)
	}
	enter(t, b, "b", "/alice", 1, 3, true)
	enter(t, b, "b", "/alice", 2, 3, false)
	enter(t, b, "b", "/bob", 3, 3, true)
	enter(t, b, "b", "example.org/alice", 3, 3, true)
	must(t, a.Count(t.Context(), "a", map[string]int{"/alice": 1, "/carol": 5, "/nobody": 0}))
	enter(t, b, "b", "/alice", 2, 3, true)
	enter(t, b, "b", "/carol", 1, 5, false)
	must(t, a.Count(t.Context(), "a", map[string]int{"/alice": 0, "/carol": 0}))
	enter(t, b, "b", "/alice", 3, 3, true)
	enter(t, b, "b", "/carol", 5, 5, true)
}

// race: nodes that count at once do not go beyond the limit.
func race(t *testing.T, a, b shared.Store) {
	nodes := map[string]shared.Store{"a": a, "b": b, "c": a, "d": b}
	for node, s := range nodes {
		if _, _, err := s.Beat(t.Context(), node, long, 0); err != nil {
			t.Fatal(err)
		}
	}
	for round := range 100 {
		account := fmt.Sprint("/", round)
		var wait sync.WaitGroup
		var in atomic.Int32
		for node, s := range nodes {
			wait.Go(func() {
				ok, err := s.Enter(t.Context(), node, account, 1, 1)
				if err != nil {
					t.Error(err)
				}
				if ok {
					in.Add(1)
				}
			})
		}
		wait.Wait()
		if in.Load() != 1 {
			t.Errorf("round %d: %d got in at once, want 1", round, in.Load())
		}
	}
}

// ear collects what a node hears.
type ear struct {
	mu    sync.Mutex
	heard map[int64]shared.Attempt
}

// listen watches until the test ends, and returns when the node has heard what was kept.
func listen(t *testing.T, s shared.Store, window time.Duration) *ear {
	t.Helper()
	e := &ear{heard: map[int64]shared.Attempt{}}
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		s.Watch(ctx, window, func(all []shared.Attempt) {
			e.mu.Lock()
			defer e.mu.Unlock()
			for _, a := range all {
				e.heard[a.ID] = a
			}
		}, sync.OnceFunc(func() { close(ready) }))
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	select {
	case <-ready:
	case <-time.After(patience):
		t.Fatal("it does not become ready")
	}
	return e
}

// count is how many attempts of an account were heard; they have to be as want says.
func (e *ear) count(t *testing.T, want shared.Attempt) (n int) {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, a := range e.heard {
		if a.Account != want.Account {
			continue
		}
		n++
		if late := a.Age - want.Age; late < -time.Second || late > patience {
			t.Fatalf("heard an age of %v, told %v", a.Age, want.Age)
		}
		if a.ID, a.Age, want.Age = 0, 0, 0; a != want {
			t.Fatalf("heard %+v, want %+v", a, want)
		}
	}
	return n
}

var (
	failed = shared.Attempt{Account: "example.org/%E6%9D%8E", Node: "a", Peer: netip.MustParseAddr("2001:db8::1"), Age: 2 * time.Second}
	in     = shared.Attempt{Account: "/alice", Node: "a", Peer: netip.MustParseAddr("192.0.2.1"), In: true}
)

// attempts: who listens hears at once, who comes later hears what was kept.
func attempts(t *testing.T, a, b shared.Store) {
	early := listen(t, b, time.Minute)
	must(t, a.Tell(t.Context(), "a", []shared.Attempt{failed, in, failed}))
	until(t, "the attempts are heard", func() bool { return early.count(t, failed) == 2 && early.count(t, in) == 1 })
	late := listen(t, b, time.Minute)
	if late.count(t, failed) != 2 || late.count(t, in) != 1 {
		t.Errorf("who comes later hears %+v", late.heard)
	}
	const many = 3 * shared.MaxTold
	crowd := shared.Attempt{Account: "/crowd", Node: "a", Peer: failed.Peer}
	all := make([]shared.Attempt, many)
	for i := range all {
		all[i] = crowd
	}
	must(t, a.Tell(t.Context(), "a", all))
	until(t, "many are heard", func() bool { return early.count(t, crowd) == many && late.count(t, crowd) == many })
}

// oldAttempts: failures are told for a window, and logins for longer.
func oldAttempts(t *testing.T, a, b shared.Store) {
	old, oldIn, gone := failed, in, in
	old.Age, oldIn.Age, gone.Age = 2*time.Minute, 2*time.Minute, shared.KnownFor+time.Minute
	gone.Account = "/gone"
	must(t, a.Tell(t.Context(), "a", []shared.Attempt{old, oldIn, gone}))
	for range 2 {
		e := listen(t, b, time.Minute)
		if e.count(t, old) != 0 || e.count(t, oldIn) != 1 || e.count(t, gone) != 0 {
			t.Errorf("heard %+v", e.heard)
		}
		must(t, a.Tidy(t.Context(), time.Minute))
	}
	if e := listen(t, b, time.Hour); e.count(t, old) != 0 {
		t.Error("a failure older than the window is kept")
	}
}

// keys: all nodes have the same, a new one comes in time, and the oldest go.
func keys(t *testing.T, a, b shared.Store) {
	of := func(s shared.Store, every time.Duration) []shared.Key {
		all, err := s.Keys(t.Context(), every)
		must(t, err)
		return all
	}
	first := of(a, time.Hour)
	if len(first) != 1 || first[0].Bytes == [32]byte{} || first[0].Age > patience {
		t.Fatalf("the first key: %v", first)
	}
	if same := of(b, time.Hour); len(same) != 1 || same[0].Bytes != first[0].Bytes {
		t.Fatal("the nodes have different keys")
	}
	until(t, "a key is old", func() bool { return of(a, time.Hour)[0].Age > 10*time.Millisecond })
	second := of(b, 10*time.Millisecond)
	if len(second) != 2 || second[1].Bytes != first[0].Bytes || second[0].Bytes == first[0].Bytes || second[0].Age > second[1].Age {
		t.Fatalf("after a rotation: %v, first %v", second, first)
	}
	for range 2 * shared.KeptKeys {
		time.Sleep(2 * time.Millisecond)
		of(a, time.Millisecond)
	}
	if all := of(b, time.Hour); len(all) != shared.KeptKeys {
		t.Errorf("%d keys are kept, want %d", len(all), shared.KeptKeys)
	}
}

func join(t *testing.T, s shared.Store, node string, known bool, want shared.Use) (count int64) {
	t.Helper()
	use, got, err := s.Join(t.Context(), node, "/home")
	must(t, err)
	count = use.Count
	if use.Count = 0; got != known || known && use != want {
		t.Fatalf("%s joins: %+v, known %v; want %+v, %v", node, use, got, want, known)
	}
	return count
}

func settle(t *testing.T, s shared.Store, node string, counted, want shared.Use) (count int64) {
	t.Helper()
	use, err := s.Settle(t.Context(), node, "/home", counted)
	must(t, err)
	count = use.Count
	if use.Count = 0; use != want {
		t.Fatalf("%s settles %+v: %+v, want %+v", node, counted, use, want)
	}
	return count
}

func change(t *testing.T, s shared.Store, node string, by, want shared.Use) {
	t.Helper()
	held, err := s.Change(t.Context(), node, map[string]shared.Use{"/home": by, "/unknown": {Count: 1}})
	must(t, err)
	use := held["/home"]
	if use.Count = 0; len(held) != 1 || use != want {
		t.Fatalf("%s changes %+v: %+v, want %+v", node, by, held, want)
	}
}

// homes: the first node counts, the others join, and their changes add up.
func homes(t *testing.T, a, b shared.Store) {
	beat(t, a, "a", long, 0, 0, true)
	beat(t, b, "b", long, 0, 0, true)
	join(t, a, "a", false, shared.Use{})
	join(t, b, "b", false, shared.Use{}) // a still counts
	counted := settle(t, a, "a", shared.Use{Bytes: 100, Files: 3}, shared.Use{Bytes: 100, Files: 3})
	if again := settle(t, b, "b", shared.Use{Bytes: 90, Files: 2}, shared.Use{Bytes: 100, Files: 3}); again != counted {
		t.Fatalf("counts %d and %d of one home", counted, again)
	}
	change(t, a, "a", shared.Use{Bytes: 10, Files: 1, Count: counted}, shared.Use{Bytes: 110, Files: 4})
	change(t, b, "b", shared.Use{Bytes: -50, Files: -2, Count: counted}, shared.Use{Bytes: 60, Files: 2})
	change(t, a, "a", shared.Use{Count: counted}, shared.Use{Bytes: 60, Files: 2})
	if again := join(t, b, "b", true, shared.Use{Bytes: 60, Files: 2}); again != counted {
		t.Fatalf("joined count %d, want %d", again, counted)
	}
	must(t, a.Part(t.Context(), "a", "/home"))
	must(t, b.Part(t.Context(), "b", "/home"))
	if again := join(t, a, "a", false, shared.Use{}); again == counted {
		t.Fatal("a home that nobody had open is not counted anew")
	}
	recounted := settle(t, a, "a", shared.Use{Bytes: 7, Files: 1}, shared.Use{Bytes: 7, Files: 1})
	change(t, b, "b", shared.Use{Bytes: 1000, Count: counted}, shared.Use{Bytes: 7, Files: 1}) // of an earlier count
	change(t, b, "b", shared.Use{Bytes: 1, Count: recounted}, shared.Use{Bytes: 8, Files: 1})
}

// lostHomes: a home that only lost nodes had open is counted anew; one that another has open goes on.
func lostHomes(t *testing.T, a, b shared.Store) {
	beat(t, a, "a", short, 5, 0, true)
	join(t, a, "a", false, shared.Use{})
	settle(t, a, "a", shared.Use{Bytes: 100}, shared.Use{Bytes: 100})
	until(t, "the lease of a runs out", func() bool {
		others, _, err := b.Beat(t.Context(), "b", long, 0)
		must(t, err)
		return others == 0
	})
	join(t, b, "b", false, shared.Use{})
	settle(t, b, "b", shared.Use{Bytes: 60}, shared.Use{Bytes: 60})
	beat(t, a, "a", long, 5, 0, true)
	join(t, a, "a", true, shared.Use{Bytes: 60})
	must(t, b.Leave(t.Context(), "b"))
	must(t, a.Tidy(t.Context(), time.Minute))
	if count := join(t, b, "b", true, shared.Use{Bytes: 60}); count == 0 {
		t.Fatal("a home that a node has open is forgotten")
	}
}

// changesAtOnce: no change is lost.
func changesAtOnce(t *testing.T, a, b shared.Store) {
	beat(t, a, "a", long, 0, 0, true)
	beat(t, b, "b", long, 0, 0, true)
	names := []string{"/x", "/y", "/z"}
	changes := map[string]shared.Use{}
	for _, name := range names {
		use, err := a.Settle(t.Context(), "a", name, shared.Use{})
		must(t, err)
		changes[name] = shared.Use{Bytes: 1, Files: 2, Count: use.Count}
	}
	const rounds = 20
	var wait sync.WaitGroup
	for node, s := range map[string]shared.Store{"a": a, "b": b} {
		wait.Go(func() {
			for range rounds {
				if _, err := s.Change(t.Context(), node, changes); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	for _, name := range names {
		use, err := a.Settle(t.Context(), "a", name, shared.Use{})
		must(t, err)
		if use.Bytes != 2*rounds || use.Files != 4*rounds {
			t.Errorf("%s holds %+v, want %d bytes in %d files", name, use, 2*rounds, 4*rounds)
		}
	}
}
