package accounts

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"net/netip"
	"sync"
	"time"
)

const (
	// DefaultMaxFailures is how many failed log-ins an address has in a window
	// before it is blocked. RFC 2577 section 5 gives one session three to five;
	// an address may be a whole office behind one router, so it has twice that.
	DefaultMaxFailures = 10
	// DefaultWindow is how long a failed log-in counts. Ten failures in ten
	// minutes are 1440 guesses a day, which finds no fair password, while
	// whoever mistyped theirs is back after a coffee.
	DefaultWindow = 10 * time.Minute
	// DefaultMaxEntries is how many addresses, and how many names, are
	// remembered: some 8 MB at the very worst. Who can spend that many
	// addresses on pushing others out has no need to.
	DefaultMaxEntries = 16384
	// MaxDelay is the longest wait before an answer: the five seconds of RFC
	// 2577 section 5. A client that waits longer gives up.
	MaxDelay = 5 * time.Second
	// firstDelay is the wait after one failure. People hardly notice it, and a
	// program is down to four guesses a second. Each further failure doubles it.
	firstDelay = 250 * time.Millisecond
	// delaySteps is how many failures it takes to reach MaxDelay.
	delaySteps = 6
	// peerBitsIPv6 is how much of an IPv6 address counts: the rest of it is
	// the subscriber's to choose (RFC 4291 section 2.5.1).
	peerBitsIPv6 = 64
)

// ErrBlocked says that an address failed too often and that the password was
// not looked at. It is not an ErrRejected.
var ErrBlocked = errors.New("accounts: too many failed logins from this address")

// GuardOptions adjust a Guard. A zero field, or a negative one, stands for the
// default.
type GuardOptions struct {
	// MaxFailures is how many failures in Window block an address.
	MaxFailures int
	// Window is how long a failure counts.
	Window time.Duration
	// MaxEntries bounds how many addresses, and how many names, are remembered.
	MaxEntries int
	// Clock returns the time since any fixed point. It must never go back; the
	// default is the monotonic clock, so setting the system's time neither
	// frees nor blocks anybody.
	Clock func() time.Duration
}

// Guard slows down and stops the guessing of passwords. It counts failed
// log-ins twice. The count of an address (for IPv6, of its /64) delays the next
// answer and in the end blocks the address, until enough of the failures are a
// window old. The count of a name only delays: if it blocked, anybody could
// lock out anybody.
//
// No success takes anything off a count, so signing in to an account of one's
// own between two guesses does not help. Names that do not exist count like
// those that do.
//
// Sessions may use a Guard at the same time.
type Guard struct {
	maxFailures int
	clock       func() time.Duration
	seed        maphash.Seed

	mu    sync.Mutex
	peers *tally[netip.Addr]
	names *tally[uint64] // hashed, so that long names do not take more room
	tries map[netip.Addr]*tries
}

// tries are the attempts of one address that are not decided yet.
type tries struct {
	running int
	decided chan struct{} // closed, and replaced, when one is decided
}

// NewGuard returns a Guard that has seen no failure.
func NewGuard(o GuardOptions) *Guard {
	if o.MaxFailures <= 0 {
		o.MaxFailures = DefaultMaxFailures
	}
	if o.Window <= 0 {
		o.Window = DefaultWindow
	}
	if o.MaxEntries <= 0 {
		o.MaxEntries = DefaultMaxEntries
	}
	if o.Clock == nil {
		start := time.Now()
		o.Clock = func() time.Duration { return time.Since(start) }
	}
	return &Guard{
		maxFailures: o.MaxFailures,
		clock:       o.Clock,
		seed:        maphash.MakeSeed(),
		peers:       newTally[netip.Addr](o.Window, o.MaxFailures, o.MaxEntries),
		names:       newTally[uint64](o.Window, delaySteps, o.MaxEntries),
		tries:       map[netip.Addr]*tries{},
	}
}

// Failed counts a failed log-in, for the address and for the name.
// Authenticate does so itself.
func (g *Guard) Failed(c Credentials) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failed(c)
}

func (g *Guard) failed(c Credentials) {
	now := g.clock()
	g.peers.add(peerKey(c.Peer), now)
	g.names.add(g.nameKey(c.User), now)
}

// Blocked reports whether the address has used up its failures, so that the
// attempt is to be refused without a look at the password.
func (g *Guard) Blocked(c Credentials) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.peers.count(peerKey(c.Peer), g.clock()) >= g.maxFailures
}

// Delay returns how long the answer to an attempt is to be held back: 0 at
// first, then 0.25 s, 0.5 s, 1 s, 2 s, 4 s and MaxDelay for every failure of
// the address or of the name, whichever has more.
func (g *Guard) Delay(c Credentials) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock()
	failures := max(g.peers.count(peerKey(c.Peer), now), g.names.count(g.nameKey(c.User), now))
	switch {
	case failures == 0:
		return 0
	case failures >= delaySteps:
		return MaxDelay
	}
	return firstDelay << (failures - 1)
}

// Authenticate asks auth on behalf of c: it returns ErrBlocked for a blocked
// address, waits for Delay, asks, and counts a rejection. The failure of a back
// end is not counted. If ctx ends while it waits, its error is returned and
// nothing is counted.
//
// However many connections an address opens, no more of its guesses are tried
// than it may still fail: further ones wait until those are decided.
func (g *Guard) Authenticate(ctx context.Context, auth Authenticator, c Credentials) (*Account, error) {
	if err := g.enter(ctx, c); err != nil {
		return nil, err
	}
	wrong := false
	defer func() { g.leave(c, wrong) }()
	if err := pause(ctx, g.Delay(c)); err != nil {
		return nil, err
	}
	account, err := ask(ctx, auth, c)
	wrong = isGuess(err)
	return account, err
}

// enter waits until the address has a failure to spare for this attempt.
func (g *Guard) enter(ctx context.Context, c Credentials) error {
	peer := peerKey(c.Peer)
	for {
		g.mu.Lock()
		t := g.tries[peer]
		if t == nil {
			t = &tries{decided: make(chan struct{})}
		}
		failed := g.peers.count(peer, g.clock())
		if failed+t.running < g.maxFailures {
			t.running++
			g.tries[peer] = t
			g.mu.Unlock()
			return nil
		}
		decided := t.decided
		g.mu.Unlock()
		if failed >= g.maxFailures {
			return ErrBlocked
		}
		select {
		case <-decided:
		case <-ctx.Done():
			return fmt.Errorf("accounts: wait for other logins of this address: %w", ctx.Err())
		}
	}
}

// leave decides an attempt: its failure is counted in the same step as its
// place is given up, so that no other attempt slips in between.
func (g *Guard) leave(c Credentials, wrong bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if wrong {
		g.failed(c)
	}
	peer := peerKey(c.Peer)
	t := g.tries[peer]
	t.running--
	close(t.decided)
	t.decided = make(chan struct{})
	if t.running == 0 {
		delete(g.tries, peer)
	}
}

// nameKey hashes a name with a seed of this Guard's own, so that nobody can
// find names that share a count.
func (g *Guard) nameKey(name string) uint64 { return maphash.String(g.seed, name) }

// peerKey is what is counted as one address.
func peerKey(peer netip.Addr) netip.Addr {
	peer = peer.Unmap()
	if !peer.Is6() {
		return peer
	}
	// Prefix drops the zone as well. Its error is for a number of bits out of range.
	prefix, _ := peer.Prefix(peerBitsIPv6)
	return prefix.Addr()
}

// pause waits for d, or for the end of ctx.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("accounts: delay after failed logins: %w", ctx.Err())
	}
}
