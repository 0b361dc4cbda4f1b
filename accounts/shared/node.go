package shared

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/portolan-ftp/portolan/accounts"
)

const (
	// DefaultLease is how long a node that is lost holds its sessions' places: long enough for a short fault of the network.
	DefaultLease = 15 * time.Second
	// DefaultRotation is how long one key makes tickets. With KeptKeys a client can come back within a day.
	DefaultRotation = 6 * time.Hour
	// EnterTimeout is how long a login waits to be counted at the store: some hundred times what it takes, and not long to a
	// person. Then it is decided by what the node knows.
	EnterTimeout = time.Second
	// callTimeout is for all other calls, which nobody waits for.
	callTimeout = 10 * time.Second
	// startTimeout is how long a server that starts waits for the store. Then it serves without it.
	startTimeout = 5 * time.Second
	// beats is how often a lease is renewed while it runs: one may fail.
	beats = 3
	// tendEvery is how often the keys are looked at.
	tendEvery = 20 * time.Second
	// tidyEvery is how often a node tidies the store, which is the dearest call: a hundred nodes do so every three seconds.
	tidyEvery = 5 * time.Minute
	// flushEvery is how long changes are collected while others are under way: as many go with one query as come in that time.
	flushEvery = 50 * time.Millisecond
	// firstPause and longestPause are between two tries while the store is away.
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
)

// Options make a Node. A zero field has its default.
type Options struct {
	// Store is where it is kept; nil is this node's memory.
	Store Store
	// SessionsPerUser is how often an account may be logged in, at all nodes together; 0 is any number. Guests are no user.
	SessionsPerUser int
	// Sessions is how many logins there may be at all nodes; 0 is any number. It is as exact as the last beat.
	Sessions int
	// Window is how long a failed login counts, as in accounts.GuardOptions.
	Window time.Duration
	// Lease is how long the node's sessions count after the node was lost.
	Lease time.Duration
	// Rotation is how long one key makes tickets.
	Rotation time.Duration
	// Log is told when the store goes away and comes back; nil is none.
	Log *slog.Logger
}

// Node is one of the servers that share a store.
type Node struct {
	Options
	id   string
	away atomic.Bool // the store is not asked at logins; also before the first beat
	stop context.CancelFunc
	ends sync.WaitGroup

	guard *accounts.Guard
	seen  *simplelru.LRU[int64, struct{}] // attempts that were heard; of the goroutine that watches

	changed chan struct{} // something has to be told

	telling  chan struct{} // full while homes are told or joined anew; before mu
	mu       sync.Mutex
	sessions map[string]int // by account
	dirty    map[string]struct{}
	total    int // sessions, of guests too
	others   int // sessions of other nodes, at the last beat
	waiting  []waiting
	homes    map[*home]struct{}
	tickets  []*tls.Config
	keys     [][32]byte
}

// New returns a node that nobody knows yet.
func New(o Options) *Node {
	for value, standard := range map[*time.Duration]time.Duration{
		&o.Window: accounts.DefaultWindow, &o.Lease: DefaultLease, &o.Rotation: DefaultRotation,
	} {
		if *value <= 0 {
			*value = standard
		}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	seen, _ := simplelru.NewLRU[int64, struct{}](2*MaxHeard, nil) // its error is for a size that is not positive
	n := &Node{Options: o, id: rand.Text(), seen: seen, changed: make(chan struct{}, 1), telling: make(chan struct{}, 1), stop: func() {},
		sessions: map[string]int{}, dirty: map[string]struct{}{}, homes: map[*home]struct{}{}}
	n.away.Store(true)
	return n
}

// Alone says that the node shares nothing.
func (n *Node) Alone() bool { return n.Store == nil }

// Start begins to share: guard learns what is known, before Start returns unless the store is away. Close ends it.
func (n *Node) Start(guard *accounts.Guard) {
	if n.Alone() {
		return
	}
	n.guard = guard
	ctx, stop := context.WithCancel(context.Background())
	n.stop = stop
	heard, tended := make(chan struct{}), make(chan struct{})
	n.ends.Go(func() { n.beat(ctx, sync.OnceFunc(func() { close(tended) })) })
	n.ends.Go(func() { n.flush(ctx) })
	n.ends.Go(func() { n.watch(ctx, sync.OnceFunc(func() { close(heard) })) })
	late := time.NewTimer(startTimeout)
	defer late.Stop()
	for _, done := range []chan struct{}{heard, tended} {
		select {
		case <-done:
		case <-late.C:
			n.Log.Warn("what the servers share cannot be reached in time; this one begins without it")
			return
		}
	}
}

// Close tells what is left to tell, and frees the node's sessions. The store stays open.
func (n *Node) Close() {
	n.stop()
	n.ends.Wait()
	if n.Alone() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), EnterTimeout)
	defer cancel()
	if !n.away.Load() && n.tellAll(ctx) == nil {
		_ = n.Store.Leave(ctx, n.id) // else its lease runs out
	}
}

// beat renews the lease, tends the keys, and notices when the store goes away and comes back. ready is called when both are done, or cannot be.
func (n *Node) beat(ctx context.Context, ready func()) {
	pause, tended, tidied := firstPause, time.Time{}, time.Now()
	for {
		err := n.renew(ctx)
		if err == nil && time.Since(tended) >= tendEvery {
			if err = n.tend(ctx); err == nil {
				tended = time.Now()
				ready()
			}
		}
		if err == nil && time.Since(tidied) >= tidyEvery {
			err, tidied = n.tidy(ctx), time.Now()
		}
		wait := min(n.Lease/beats, tendEvery)
		if err != nil {
			n.lost(ctx, err)
			ready() // a server that starts does not wait for it
			wait, pause = min(pause, wait), min(2*pause, longestPause)
		} else {
			pause = firstPause
		}
		if !sleep(ctx, wait) {
			return
		}
	}
}

func (n *Node) renew(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	n.mu.Lock()
	total := n.total
	n.mu.Unlock()
	others, lapsed, err := n.Store.Beat(ctx, n.id, n.Lease, total)
	if err != nil {
		return err
	}
	n.mu.Lock()
	n.others = others
	if lapsed {
		for account := range n.sessions {
			n.dirty[account] = struct{}{}
		}
	}
	n.mu.Unlock()
	n.rejoin(ctx, lapsed)
	if n.away.Swap(false) {
		n.Log.Info("what the servers share is reached")
	}
	n.wake()
	return nil
}

// lost notes that the store is away.
func (n *Node) lost(ctx context.Context, err error) {
	if ctx.Err() == nil && !n.away.Swap(true) {
		n.Log.Warn("what the servers share cannot be reached; this one goes on with what it knows", "error", err)
	}
}

// wake has the changes told.
func (n *Node) wake() {
	select {
	case n.changed <- struct{}{}:
	default:
	}
}

// flush tells changes while the store is there. A beat wakes it when the store is back.
func (n *Node) flush(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.changed:
		}
		if n.away.Load() {
			continue
		}
		if err := n.tellAll(ctx); err != nil {
			n.lost(ctx, err)
			continue
		}
		if !sleep(ctx, flushEvery) {
			return
		}
	}
}

// tellAll tells everything that has changed.
func (n *Node) tellAll(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if err := n.tellAttempts(ctx); err != nil {
		return err
	}
	if err := n.tellSessions(ctx); err != nil {
		return err
	}
	return n.tellHomes(ctx)
}

// sleep waits, and reports whether ctx goes on.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
