package shared

import (
	"context"
	"net/netip"
	"time"
)

// Store is where nodes keep what they share. Its methods may be called at the same time. Each ends when its context does. An
// error says that the store is away, or at fault; the node calls again later.
type Store interface {
	// Beat renews the lease of a node, which has so many sessions. others is how many the other nodes have whose leases run.
	// lapsed says that the node had none that ran, and so has to tell its counts again.
	Beat(ctx context.Context, node string, lease time.Duration, sessions int) (others int, lapsed bool, err error)
	// Enter notes that a node has mine sessions of an account, unless the account then has more than most at all nodes whose
	// leases run.
	Enter(ctx context.Context, node, account string, mine, most int) (ok bool, err error)
	// Count notes how many sessions of these accounts a node has.
	Count(ctx context.Context, node string, sessions map[string]int) error
	// Leave forgets a node.
	Leave(ctx context.Context, node string) error

	// Tell keeps attempts and tells all nodes of them.
	Tell(ctx context.Context, node string, attempts []Attempt) error
	// Watch tells of attempts, those kept already first: the failures of that window, and the logins of KnownFor. It may tell
	// of some twice. ready is called when what was kept has been told. Watch returns when ctx ends or the store is away.
	Watch(ctx context.Context, window time.Duration, heard func([]Attempt), ready func()) error

	// Keys are those of TLS tickets, the newest first, KeptKeys at most. If the newest is older than every, there is a new one.
	Keys(ctx context.Context, every time.Duration) ([]Key, error)

	// Join notes that a node changes a home. known says that others do, and have counted it; otherwise the node counts it.
	Join(ctx context.Context, node, home string) (use Use, known bool, err error)
	// Settle is what a home holds that was counted: the first count is valid.
	Settle(ctx context.Context, node, home string, counted Use) (Use, error)
	// Change adds to what homes hold, and tells what they hold then. A home whose Use is of another Count keeps what it holds.
	// One that nobody knows any more is left out.
	Change(ctx context.Context, node string, changes map[string]Use) (map[string]Use, error)
	// Part notes that a node does not change a home any more.
	Part(ctx context.Context, node, home string) error

	// Tidy forgets what nobody needs: failures older than a window, logins older than KnownFor, and nodes whose leases have run
	// out for longer than LapsedFor.
	Tidy(ctx context.Context, window time.Duration) error
	// Close ends its connections.
	Close()
}

const (
	// KnownFor is how long an address is known that logs in no more: long enough for holidays.
	KnownFor = 30 * 24 * time.Hour
	// LapsedFor is how long a store keeps the counts of a node that is away, in case it comes back.
	LapsedFor = time.Minute
	// MaxHeard is how many attempts a store tells that it has kept: as many as a guard remembers of names by default.
	MaxHeard = 16384
	// KeptKeys is how many keys of tickets are valid: a client may come back after at most so many rotations.
	KeptKeys = 4
	// SpreadTime is how long a new key is only taken and not yet used, so that all nodes have it first.
	SpreadTime = 3 * tendEvery
)

// Attempt is a login that was decided at a node.
type Attempt struct {
	ID      int64  // of the store
	Node    string // where it was decided
	Account string // see AccountKey
	Peer    netip.Addr
	In      bool // it succeeded; otherwise it failed
	Age     time.Duration
}

// Key is a key of TLS session tickets.
type Key struct {
	Bytes [32]byte
	Age   time.Duration
}

// Use is what a home holds, or by how much that changes. Count tells one count of the home from an earlier one.
type Use struct{ Bytes, Files, Count int64 }
