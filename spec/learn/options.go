package learn

import (
	"crypto/tls"
	"time"

	"github.com/portolan-ftp/portolan/spec/explore"
)

// Options say what to learn, and how.
type Options struct {
	Machine  *explore.Machine // of the table
	Alphabet *Alphabet
	Policies map[string]string // of the table that is compared; those that are missing are the alphabet's, or the defaults

	Address  string // host and port
	TLS      *tls.Config
	User     string
	Password string

	Patience     time.Duration  // for a reply; 0 is DefaultPatience
	Sessions     int            // at the same time; 0 is DefaultSessions
	FailedLogins int            // of one session; 0 is DefaultFailedLogins
	Queries      int            // sessions in all; 0 is DefaultQueries
	Depth        int            // after each transition every combination of so many inputs is tried; negative is 0, 0 is DefaultDepth
	Tests        int            // random words that have to agree before the machine is believed; 0 is DefaultTests
	Seed         uint64         // of these
	Progress     func(Progress) // is told how far it is; nil for nobody
}

// Progress is how far learning is.
type Progress struct{ Queries, Steps int }

// The defaults.
const (
	DefaultPatience     = 2 * time.Second // less would call a busy server silent
	DefaultSessions     = 4               // servers commonly take more of one address
	DefaultFailedLogins = 2               // servers commonly close a session at the third
	DefaultQueries      = 20_000          // some minutes against a server that is near
	DefaultDepth        = 1               // one server has a state that only two downloads in a row show
	DefaultTests        = 300             // ten for each transition of a machine of ordinary size
)

func (o *Options) complete() {
	o.Patience = defaulted(o.Patience, DefaultPatience)
	o.Sessions = defaulted(o.Sessions, DefaultSessions)
	o.FailedLogins = defaulted(o.FailedLogins, DefaultFailedLogins)
	o.Queries = defaulted(o.Queries, DefaultQueries)
	if o.Depth == 0 {
		o.Depth = DefaultDepth
	}
	o.Tests = defaulted(o.Tests, DefaultTests)
}

func defaulted[T int | time.Duration](value, otherwise T) T {
	if value <= 0 {
		return otherwise
	}
	return value
}
