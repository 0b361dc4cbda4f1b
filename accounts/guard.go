package accounts

import (
	"errors"
	"hash/maphash"
	"net/netip"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
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
	// DefaultMaxEntries is how many addresses, how many names, and how many
	// addresses that have logged in with a name are remembered: some 12 MB at
	// the very worst. Who can spend that many addresses on pushing others out
	// has no need to.
	DefaultMaxEntries = 16384
	// DefaultMaxDelay is the longest wait before a refusal: the five seconds of
	// RFC 2577 section 5. A client that waits longer gives up.
	DefaultMaxDelay = 5 * time.Second
	// DefaultPatience is how long a password may wait until it is looked at, and
	// again until it is verified. With DefaultMaxDelay one wait is less than the
	// twenty seconds after which clients give up.
	DefaultPatience = 10 * time.Second
	// firstDelay is the wait after one failure. People hardly notice it, and a
	// program is down to four guesses a second. Each further failure doubles it.
	firstDelay = 250 * time.Millisecond
	// peerBitsIPv6 is how much of an IPv6 address counts: the rest of it is
	// the subscriber's to choose (RFC 4291 section 2.5.1).
	peerBitsIPv6 = 64
	// networkBitsIPv6 is what one site may have (RFC 6177): 65,536 times the
	// above, which would make as many addresses of one person.
	networkBitsIPv6 = 48
	// networkFailures is how many times the failures of an address such a
	// network may have: it may also hold a whole town's telephones.
	networkFailures = 16
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
	// MaxDelay is the longest that a refusal is held back.
	MaxDelay time.Duration
	// Patience is how long an attempt may wait for others of its address.
	Patience time.Duration
	// MaxEntries bounds how many addresses, how many names, and how many pairs
	// of both are remembered.
	MaxEntries int
	// Tell is told every attempt that other guards should know: each failure, and the logins that make an address a
	// known one. It must not wait. Nil tells nobody.
	Tell func(Attempt)
	// Clock returns the time since any fixed point. It must never go back; the
	// default is the monotonic clock, so setting the system's time neither
	// frees nor blocks anybody.
	Clock func() time.Duration
}

// Guard slows down and stops the guessing of passwords. It counts the failed
// log-ins of each address (for IPv6, of its /64, and of its /48), and blocks one
// that has too many, until enough of them are a window old. Refusals come late: the later,
// the more failures the address or the name has.
//
// A right password is never held back, whoever guesses at the same name or from
// the same address meanwhile:
//
//   - Only refusals are delayed. It gains nothing to hang up instead of waiting:
//     the failure is counted before.
//   - A name alone blocks nobody, else anybody could lock out anybody.
//   - An address that has logged in with a name before has failures of its own
//     for that name. So those who share it with somebody who guesses still get in.
//   - Such an address comes first where passwords wait to be verified, then
//     those that have logged in with another name, then those that have failed
//     least.
//
// What a blocked address is told of a name can show whether somebody has logged
// in with it from there.
//
// No success takes anything off a count, so signing in to an account of one's
// own between two guesses does not help. Names that do not exist count like
// those that do.
//
// Sessions may use a Guard at the same time.
type Guard struct {
	maxFailures        int
	maxDelay, patience time.Duration
	clock              func() time.Duration
	tell               func(Attempt)
	seed               maphash.Seed

	mu       sync.Mutex
	sources  *tally[source]
	networks *tally[netip.Addr] // of IPv6
	names    *tally[uint64]
	known    *simplelru.LRU[source, time.Duration] // who has logged in before, with each name and with any, and when that was told
	attempts map[source]*attempts
}

// NewGuard returns a Guard that has seen no failure.
func NewGuard(o GuardOptions) *Guard {
	if o.MaxFailures <= 0 {
		o.MaxFailures = DefaultMaxFailures
	}
	if o.MaxEntries <= 0 {
		o.MaxEntries = DefaultMaxEntries
	}
	for value, standard := range map[*time.Duration]time.Duration{
		&o.Window: DefaultWindow, &o.MaxDelay: DefaultMaxDelay, &o.Patience: DefaultPatience,
	} {
		if *value <= 0 {
			*value = standard
		}
	}
	if o.Clock == nil {
		start := time.Now()
		o.Clock = func() time.Duration { return time.Since(start) }
	}
	known, _ := simplelru.NewLRU[source, time.Duration](o.MaxEntries, nil) // its error is for a size that is not positive
	return &Guard{
		maxFailures: o.MaxFailures,
		maxDelay:    o.MaxDelay,
		patience:    o.Patience,
		clock:       o.Clock,
		tell:        o.Tell,
		seed:        maphash.MakeSeed(),
		sources:     newTally[source](o.Window, o.MaxFailures, o.MaxEntries),
		networks:    newTally[netip.Addr](o.Window, networkFailures*o.MaxFailures, max(1, o.MaxEntries/networkFailures)),
		names:       newTally[uint64](o.Window, delaySteps(o.MaxDelay), o.MaxEntries),
		known:       known,
		attempts:    map[source]*attempts{},
	}
}

// delaySteps is how many failures it takes until a refusal comes so late.
func delaySteps(longest time.Duration) int {
	steps := 1
	for d := firstDelay; d < longest; d *= 2 {
		steps++
	}
	return steps
}

// Failed counts a failed log-in, for the address and for the name.
// Authenticate does so itself.
func (g *Guard) Failed(c Credentials) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failed(c)
}

// failed counts a failure that happens now, and tells other guards.
func (g *Guard) failed(c Credentials) {
	g.failedAt(c, g.clock())
	if g.tell != nil {
		g.tell(Attempt{Peer: c.Peer, Host: c.Host, User: c.User})
	}
}

func (g *Guard) failedAt(c Credentials, at time.Duration) {
	whole := source{peer: peerKey(c.Peer)}
	g.sources.add(whole, at)
	g.names.add(g.nameKey(c), at)
	if own := g.source(c); own != whole {
		g.sources.add(own, at)
	}
	if network := networkKey(c.Peer); network.IsValid() {
		g.networks.add(network, at)
	}
}

// Blocked reports whether the address has used up its failures, so that the
// attempt is to be refused without a look at the password.
func (g *Guard) Blocked(c Credentials) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	s, now := g.source(c), g.clock()
	return g.sources.count(s, now) >= g.maxFailures || g.networkBlocked(s, now)
}

// networkBlocked says that all addresses of a network are blocked, but for those that have logged in with the name.
func (g *Guard) networkBlocked(s source, now time.Duration) bool {
	if s.name != 0 {
		return false
	}
	network := networkKey(s.peer)
	return network.IsValid() && g.networks.count(network, now) >= networkFailures*g.maxFailures
}

// Delay returns how long a refusal of c is to be held back: 0 at first, then
// 0.25 s, 0.5 s, 1 s and so on up to the longest, for every failure of the
// address or of the name, whichever has more.
func (g *Guard) Delay(c Credentials) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.delay(c)
}

func (g *Guard) delay(c Credentials) time.Duration {
	now := g.clock()
	failures := max(g.sources.count(g.source(c), now), g.names.count(g.nameKey(c), now))
	if failures == 0 {
		return 0
	}
	delay := firstDelay
	for n := 1; n < failures && delay < g.maxDelay; n++ {
		delay *= 2
	}
	return min(delay, g.maxDelay)
}

// nameKey hashes a name, at its host, with a seed of this Guard's own, so that
// nobody can find names that share a count. It is never 0.
func (g *Guard) nameKey(c Credentials) uint64 {
	return maphash.Comparable(g.seed, [2]string{c.Host, c.User}) | 1
}

// peerKey is what is counted as one address.
func peerKey(peer netip.Addr) netip.Addr { return prefixed(peer.Unmap(), peerBitsIPv6) }

// networkKey is the network of an IPv6 address; invalid for any other.
func networkKey(peer netip.Addr) netip.Addr {
	if peer = peer.Unmap(); !peer.Is6() {
		return netip.Addr{}
	}
	return prefixed(peer, networkBitsIPv6)
}

// prefixed is an IPv6 address without its last bits and its zone, and any other as it is.
func prefixed(peer netip.Addr, bits int) netip.Addr {
	if !peer.Is6() {
		return peer
	}
	prefix, _ := peer.Prefix(bits) // its error is for a number of bits out of range
	return prefix.Addr()
}
