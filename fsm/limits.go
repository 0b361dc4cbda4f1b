package fsm

import "time"

// Limits bounds what sessions may take. A zero field means its default.
type Limits struct {
	Sessions           int           // at once; further connections are answered and closed
	SessionsPerAddress int           // at once from one address (IPv6: one /64)
	LoginTimeout       time.Duration // from connecting to the end of the login
	IdleTimeout        time.Duration // between two commands, while no transfer runs
	NoTransferTimeout  time.Duration // since the last transfer, whatever commands came
	DataTimeout        time.Duration // to open a data connection, either way
	EndpointTimeout    time.Duration // for a passive port to be used by a command
	StallTimeout       time.Duration // without one byte moving on a data connection
	WriteTimeout       time.Duration // for the client to take replies from the control connection
	WorkTimeout        time.Duration // for a command that works without a data connection, such as hashing
}

// The defaults of Limits.
const (
	// DefaultSessions keeps descriptors (two for each busy session) well below common limits.
	DefaultSessions = 10_000
	// DefaultSessionsPerAddress lets download managers and offices behind one address work, and no more.
	DefaultSessionsPerAddress = 100
	// DefaultLoginTimeout is ample for a person typing, and short for someone holding slots.
	DefaultLoginTimeout = 60 * time.Second
	// DefaultIdleTimeout is the least that RFC 1123 4.1.3.2 allows by default.
	DefaultIdleTimeout = 5 * time.Minute
	// DefaultNoTransferTimeout ends sessions that only send NOOP; an hour leaves interactive users alone.
	DefaultNoTransferTimeout = time.Hour
	// DefaultDataTimeout covers two lost SYNs; clients connect at once or not at all.
	DefaultDataTimeout = 20 * time.Second
	// DefaultEndpointTimeout leaves ample time for the command, which clients send at once. It keeps sessions that do
	// nothing from holding ports of a range that others wait for.
	DefaultEndpointTimeout = 60 * time.Second
	// DefaultStallTimeout survives a change of a mobile network, and frees what a vanished client held.
	DefaultStallTimeout = 60 * time.Second
	// DefaultWorkTimeout is enough to hash a terabyte from a fast disk, and ends work that a client has forgotten.
	DefaultWorkTimeout = time.Hour
	// DefaultWriteTimeout is for a client that stopped reading replies.
	DefaultWriteTimeout = 30 * time.Second
)

const (
	// leastIdle is the shortest time that a session may choose to be silent: time enough for a person.
	leastIdle = 10 * time.Second
	// maxQueuedLines and maxQueuedBytes bound what is postponed during a transfer; past them the control
	// connection is not read until the transfer ends.
	maxQueuedLines = 256
	maxQueuedBytes = 64 << 10
	// stuckTimeout is how long Shutdown waits for the transfers and handlers that it has aborted. A slow disk answers
	// in that time; a disk that is gone never does.
	stuckTimeout = 10 * time.Second
)

func (l Limits) withDefaults() Limits {
	set := func(v *time.Duration, d time.Duration) {
		if *v == 0 {
			*v = d
		}
	}
	if l.Sessions == 0 {
		l.Sessions = DefaultSessions
	}
	if l.SessionsPerAddress == 0 {
		l.SessionsPerAddress = DefaultSessionsPerAddress
	}
	set(&l.LoginTimeout, DefaultLoginTimeout)
	set(&l.IdleTimeout, DefaultIdleTimeout)
	set(&l.NoTransferTimeout, DefaultNoTransferTimeout)
	set(&l.DataTimeout, DefaultDataTimeout)
	set(&l.EndpointTimeout, DefaultEndpointTimeout)
	set(&l.StallTimeout, DefaultStallTimeout)
	set(&l.WriteTimeout, DefaultWriteTimeout)
	set(&l.WorkTimeout, DefaultWorkTimeout)
	return l
}
