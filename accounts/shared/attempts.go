package shared

import (
	"context"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
)

const (
	// maxWaiting is how many attempts wait for the store: the oldest give way, as in a guard.
	maxWaiting = accounts.DefaultMaxEntries
	// MaxTold is how many attempts go to the store with one call.
	MaxTold = 512
)

// waiting is an attempt that the store has yet to be told of.
type waiting struct {
	Attempt
	at time.Time
}

// Tell is what accounts.GuardOptions.Tell takes. It does not wait.
func (n *Node) Tell(a accounts.Attempt) {
	if n.Alone() || !a.Peer.IsValid() {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.waiting) >= maxWaiting {
		n.waiting = n.waiting[1:]
	}
	n.waiting = append(n.waiting, waiting{told(a), time.Now()})
	n.wake()
}

// tellAttempts tells the attempts that wait.
func (n *Node) tellAttempts(ctx context.Context) error {
	for {
		n.mu.Lock()
		now := n.waiting[:min(len(n.waiting), MaxTold)]
		n.waiting = n.waiting[len(now):]
		n.mu.Unlock()
		if len(now) == 0 {
			return nil
		}
		attempts := make([]Attempt, len(now))
		for i, w := range now {
			attempts[i] = w.Attempt
			attempts[i].Age = time.Since(w.at)
		}
		if err := n.Store.Tell(ctx, n.id, attempts); err != nil {
			n.mu.Lock()
			n.waiting = append(append([]waiting{}, now...), n.waiting...)
			n.mu.Unlock()
			return err
		}
	}
}

// watch hears of other nodes' attempts, whenever the store is there.
func (n *Node) watch(ctx context.Context, ready func()) {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		_ = n.Store.Watch(ctx, n.Window, n.hear, func() { // the beat tells of its error
			pause = firstPause
			ready()
		})
		ready() // a server that starts does not wait for it
		if !sleep(ctx, pause) {
			return
		}
	}
}

// hear has the guard learn attempts of others. Those of this node it knows.
func (n *Node) hear(attempts []Attempt) {
	for _, a := range attempts {
		if a.Node == n.id || n.seen.Contains(a.ID) {
			continue
		}
		n.seen.Add(a.ID, struct{}{})
		n.guard.Learn(learned(a))
	}
}
