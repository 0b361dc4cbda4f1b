package accounts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestVerifierOrder: one is verified at a time, the best standing first, and whoever came first among equals. Those for
// whom there is no room are turned away, the worst first.
func TestVerifierOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := NewVerifier(VerifierOptions{AtOnce: 1, Waiting: 4})
		var mu sync.Mutex
		var order []string
		var all sync.WaitGroup
		note := func(what string) {
			mu.Lock()
			order = append(order, what)
			mu.Unlock()
		}
		for i, standing := range []int{9, 3, 1, 3, 2, 0, 5, 1} {
			all.Go(func() {
				name := fmt.Sprintf("%d of %d", i, standing)
				done, err := v.turn(t.Context(), standing)
				if errors.Is(err, ErrBusy) {
					note(name + " busy")
					return
				}
				note(name)
				time.Sleep(time.Second)
				done()
			})
			synctest.Wait()
		}
		all.Wait()
		want := "0 of 9, 3 of 3 busy, 6 of 5 busy, 1 of 3 busy, 5 of 0, 2 of 1, 7 of 1, 4 of 2"
		if got := strings.Join(order, ", "); got != want {
			t.Errorf("order\n%s\nwant\n%s", got, want)
		}
		if v.running != 0 || len(v.waiting) != 0 {
			t.Errorf("%d run, %d wait", v.running, len(v.waiting))
		}
	})
}

// TestVerifierGivesUp: who does not wait any longer leaves no trace, even at the moment of his turn.
func TestVerifierGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := NewVerifier(VerifierOptions{AtOnce: 1})
		first, err := v.turn(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := v.turn(ctx, 0); !errors.Is(err, context.DeadlineExceeded) || len(v.waiting) != 0 {
			t.Errorf("%v, and %d wait", err, len(v.waiting))
		}
		if _, err := v.turn(ctx, 0); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after the end: %v", err)
		}
		late := &waiter{decided: make(chan error, 1)}
		v.waiting = append(v.waiting, late)
		first()
		if v.give(late) || <-late.decided != nil {
			t.Error("a turn was given and taken back")
		}
		v.next()
		if v.running != 0 {
			t.Errorf("%d run", v.running)
		}
	})
}

// TestVerifierPatience: nobody waits for ever behind those who come first.
func TestVerifierPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := NewVerifier(VerifierOptions{AtOnce: 1, Patience: 3 * time.Second})
		var all sync.WaitGroup
		for i := range 5 { // one after the other, each of them before the stranger
			all.Go(func() {
				time.Sleep(time.Duration(i) * time.Second)
				done, err := v.turn(t.Context(), bestStanding)
				if err != nil {
					t.Error(err)
					return
				}
				time.Sleep(1500 * time.Millisecond)
				done()
			})
		}
		synctest.Wait()
		start := time.Now()
		if _, err := v.turn(t.Context(), 9); !errors.Is(err, ErrBusy) || time.Since(start) != 3*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		all.Wait()
		if v.running != 0 || len(v.waiting) != 0 {
			t.Errorf("%d run, %d wait", v.running, len(v.waiting))
		}
	})
}

// TestFilesShareVerifier: the bounds hold for all users' files together, and for what ACCT gives.
func TestFilesShareVerifier(t *testing.T) {
	one, two := usersPath(t), usersPath(t)
	write(t, one, "alice:"+cheapHash(t, "1")+":read-only:\n")
	write(t, two, "bob:"+cheapHash(t, "2")+":read-only;account="+cheapHash(t, "word")+":\n")
	synctest.Test(t, func(t *testing.T) {
		verifier := NewVerifier(VerifierOptions{AtOnce: 2, Waiting: 3})
		var mu sync.Mutex
		running, most := 0, 0
		slow := func(h hash, password string) bool {
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			running--
			mu.Unlock()
			return h.matches(password)
		}
		var files []*File
		for _, path := range []string{one, two} {
			f, err := OpenFile(path, FileOptions{Verifier: verifier})
			if err != nil {
				t.Fatal(err)
			}
			f.match = slow
			files = append(files, f)
		}
		account, err := files[1].Authenticate(t.Context(), credentials("bob", "2", "192.0.2.1"))
		if err != nil {
			t.Fatal(err)
		}
		answers := map[string]int{}
		var all sync.WaitGroup
		for range 4 {
			for _, try := range []func() error{
				func() error {
					_, err := files[0].Authenticate(t.Context(), credentials("alice", "wrong", "192.0.2.1"))
					return err
				},
				func() error { return account.Confirm(t.Context(), "wrong") },
			} {
				all.Go(func() {
					err := try()
					mu.Lock()
					defer mu.Unlock()
					answers[err.Error()]++
				})
			}
		}
		start := time.Now()
		all.Wait()
		if most != 2 || answers[ErrRejected.Error()] != 5 || answers[ErrBusy.Error()] != 3 || time.Since(start) != 3*time.Second {
			t.Errorf("%d at once, %v after %v; want 2 at once, 5 rejected and 3 turned away after 3s", most, answers, time.Since(start))
		}
	})
}
