package conform

import (
	"crypto/tls"
	"time"

	"github.com/portolan-ftp/portolan/spec/conform/report"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// Options say what to test, and how.
type Options struct {
	Machine *explore.Machine // of the table
	Book    *standards.Book

	Address  string // host and port
	Implicit string // host and port for implicit TLS; "" for none
	TLS      *tls.Config
	User     string
	Password string
	Account  string // information for ACCT; "" where none is asked for
	Limited  Login  // an account that lacks permissions, to see what it is refused; zero for none
	Host     string // a virtual host for HOST; "" for none
	Group    string // a group that the account may give files to; "" for none
	Dir      string // a directory with the files of the tests that is there already; "" makes one and removes it

	Patience time.Duration // for a reply; 0: MinPatience, or more where the round trip is long
	// The limits that the target sets to one client. A new session is begun before one is reached. 0 is the default.
	FailedLogins int // in a session
	UnknownLines int // in a row
	Sessions     int // at a time from one address, those among them that have just ended; 2 are needed at least

	Dangerous   bool                // do what can lock an account, or shut an address out
	Pairs       bool                // also try which state must not survive which command
	Transitions bool                // also try each row in each configuration that leads to it
	Moves       int                 // at most; 0: MaxMoves, or no end where each transition is tried
	Random      int                 // so many further moves at random
	Seed        uint64              // of these
	Deadline    time.Duration       // the tests, before scripts are made shorter; 0 is MaxRun, or MaxNight where each transition is tried
	Profile     func([]report.Fact) // is told what the target seems to be, when it was probed; nil for nobody
	Progress    func(Progress)      // is told how far it is; nil for nobody
	Transcripts string              // a folder for what was said in each session; "" for none
}

// Login is an account.
type Login struct{ User, Password string }

// Progress is how far a run is.
type Progress struct{ Commands, Seen, Rows, Findings, Transitions int }

// The defaults and limits of a run. Servers close a session after three to five failed logins (RFC 2577 5), some after
// ten unknown lines, and few take fewer than eight sessions from one address.
const (
	DefaultFailedLogins = 2
	DefaultUnknownLines = 8
	DefaultSessions     = 8
	minSessions         = 2 // one that tests, and one that keeps the files

	MinPatience = 2 * time.Second  // less would call a busy server silent
	MaxRun      = 30 * time.Minute // no tests take longer, whatever the server does; shrinkTime comes on top
	MaxNight    = 12 * time.Hour   // each transition of our table takes hours
	MaxMoves    = 20_000           // a run against our server takes about 2,000
)
