package accounts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

const (
	// DefaultVerifications is how many passwords are verified at once. Each takes 64 MiB by default, and with argon2id
	// as many processors as its hash has lanes, so more would take more memory and be no quicker.
	DefaultVerifications = 2
	// DefaultWaiting is how many more wait for that: at ten or more a second no longer than DefaultPatience. Beyond it
	// an attempt is refused.
	DefaultWaiting = 64
	// largeHashKiB is the memory of a verification that is given back at once.
	largeHashKiB = 16 * 1024
)

// ErrBusy says that too many passwords wait to be verified. This one was not verified.
var ErrBusy = errors.New("accounts: too many passwords wait to be verified")

// VerifierOptions adjust a Verifier. A zero field, or a negative one, stands for the default.
type VerifierOptions struct {
	// AtOnce is how many passwords are verified at once.
	AtOnce int
	// Waiting is how many more wait their turn.
	Waiting int
	// Patience is how long one may wait.
	Patience time.Duration
}

// Verifier compares passwords with slow hashes: a bounded number at once, while a bounded number wait. The better
// Credentials.Standing comes first, so that a crowd of strangers does not delay users who have logged in before. When
// too many wait, the attempt with the worst standing gets ErrBusy, and so does an attempt that waits too long.
//
// Several users' files should share one: its limits are for the machine. Sessions may use it at the same time.
type Verifier struct {
	atOnce, most int
	patience     time.Duration

	mu       sync.Mutex
	running  int
	arrivals uint64
	waiting  []*waiter // who comes next is first
}

// waiter is somebody who waits to verify a password.
type waiter struct {
	standing int
	arrival  uint64
	decided  chan error // nil is the turn; it takes one value
}

// NewVerifier returns an idle Verifier.
func NewVerifier(o VerifierOptions) *Verifier {
	if o.AtOnce <= 0 {
		o.AtOnce = DefaultVerifications
	}
	if o.Waiting <= 0 {
		o.Waiting = DefaultWaiting
	}
	if o.Patience <= 0 {
		o.Patience = DefaultPatience
	}
	return &Verifier{atOnce: o.AtOnce, most: o.Waiting, patience: o.Patience}
}

// turn waits until a password may be verified. If there is no error, done ends the turn.
func (v *Verifier) turn(ctx context.Context, standing int) (done func(), err error) {
	if ctx.Err() != nil {
		return nil, fmt.Errorf("accounts: verify password: %w", context.Cause(ctx))
	}
	w := v.arrive(standing)
	if w == nil {
		return v.next, nil
	}
	timer := time.NewTimer(v.patience)
	defer timer.Stop()
	var gone error
	select {
	case err = <-w.decided:
		return v.next, err
	case <-timer.C:
		gone = ErrBusy
	case <-ctx.Done():
		gone = fmt.Errorf("accounts: wait to verify password: %w", context.Cause(ctx))
	}
	if v.give(w) {
		return nil, gone
	}
	return v.next, <-w.decided // at this moment it has been decided
}

// arrive takes a turn, and returns nil, or a place among those who wait.
func (v *Verifier) arrive(standing int) *waiter {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.running < v.atOnce {
		v.running++
		return nil
	}
	v.arrivals++
	w := &waiter{standing: standing, arrival: v.arrivals, decided: make(chan error, 1)}
	at, _ := slices.BinarySearchFunc(v.waiting, w, before)
	v.waiting = slices.Insert(v.waiting, at, w)
	if last := len(v.waiting) - 1; last >= v.most {
		v.waiting[last].decided <- ErrBusy
		v.waiting = slices.Delete(v.waiting, last, last+1)
	}
	return w
}

// before orders waiters by whose turn comes first.
func before(a, b *waiter) int {
	return cmp.Or(cmp.Compare(a.standing, b.standing), cmp.Compare(a.arrival, b.arrival))
}

// give gives up a place. It returns false if the place has been decided already.
func (v *Verifier) give(w *waiter) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	i := slices.Index(v.waiting, w)
	if i < 0 {
		return false
	}
	v.waiting = slices.Delete(v.waiting, i, i+1)
	return true
}

// next ends a turn: it is the next one's, if somebody waits.
func (v *Verifier) next() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.waiting) == 0 {
		v.running--
		return
	}
	v.waiting[0].decided <- nil
	v.waiting = slices.Delete(v.waiting, 0, 1)
}

// release returns the memory of a verification at such a cost to the system. The collector would let as much again pile
// up for each verification at once; a collection takes a small part of the time of such a hash.
func release(c cost) {
	if c.memory >= largeHashKiB {
		runtime.GC()
	}
}
