// Package commands answers the commands of FTP: one short file for each command that needs Go.
//
// A handler is given a typed request whose preconditions hold, and returns one of the replies that the spec declares
// for its command. Package ftp has both; go generate makes it. The spec alone decides what the reply says and how it
// moves the session:
//
//	func (h *Standard) Dele(ctx context.Context, r ftp.DeleRequest) ftp.DeleReply {
//		if err := r.Files.Remove(ctx, r.Path); err != nil {
//			return ftp.DeleError(err) // the reply that the spec has for this class of error
//		}
//		return ftp.DeleOk()
//	}
//
// A server is the handlers, the generated protocol and the runtime:
//
//	h := commands.New(commands.Options{Accounts: users, Guard: guard, Files: open})
//	server, err := fsm.NewServer(fsm.Options{Protocol: ftp.Protocol(h)})
//
// Commands that the table alone answers, such as TYPE and NOOP, have no handler here. The packages below have what
// several commands share: directory (listing), upload, copying, walk, digest, reply, attributes and quoted; wire (the
// form of the data) stands on ascii, ebcdic, mode and pages.
package commands

import (
	"cmp"
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/storage"
)

// Options are what the commands work on.
type Options struct {
	// Accounts decides who may log in; nil rejects everybody.
	Accounts accounts.Authenticator
	// Guard slows down and stops the guessing of passwords; nil allows it.
	Guard *accounts.Guard
	// Enter counts a login in, when all else is decided, and sets what counts it out when it ends
	// (accounts.Account.Leave); nil allows any number. An error makes the login unavailable.
	Enter func(context.Context, *accounts.Account) error
	// Files gives the tree of an account, at each login. It is closed when the login ends, while transfers may
	// still use files that they have opened. An error makes the login unavailable; so does a nil Files.
	Files func(context.Context, *accounts.Account) (storage.FS, error)
	// Host finds a virtual host (RFC 7151) by its name in lower case; nil is an unknown one. HOST chooses it, or else
	// the name with which TLS was begun. A nil Host function leaves every name to Accounts and Files.
	Host func(name string) *Host
	// LoginFailures is how many failed logins a session may have, the last of which closes it; 0 is
	// DefaultLoginFailures.
	LoginFailures int
	// RefuseUnknown makes USER refuse at once (530) a name that Accounts, if it is an accounts.Directory, does not
	// know. It tells strangers which names exist (RFC 2577 7), so it is off by default.
	RefuseUnknown bool
	// ShowDotFiles makes LIST, NLST and STAT show names that begin with a dot without the option -a. MLSD always shows
	// them.
	ShowDotFiles bool
	// Version is what CSID tells of the program's version.
	Version string
}

// DefaultLoginFailures is the most that RFC 2577 section 5 allows. People try again, and programs begin a new session.
const DefaultLoginFailures = 5

// Host is what a virtual host serves. Accounts and Files are as in Options.
type Host struct {
	// Name identifies the host's accounts. It is the same under every name by which the host is found.
	Name     string
	Accounts accounts.Authenticator
	Files    func(context.Context, *accounts.Account) (storage.FS, error)
	// Closed says that the host is out of service: HOST is answered 421, and so is a login for it.
	Closed bool
}

// Standard answers the commands in the standard way. It serves any number of sessions at once.
type Standard struct {
	guard   *accounts.Guard
	enter   func(context.Context, *accounts.Account) error
	main    Host // for sessions that named no host, and where there are no virtual hosts
	find    func(name string) *Host
	version string

	refuseUnknown bool
	failures      int // how many failed logins a session may have
	showDotFiles  bool
}

var _ ftp.Handlers = (*Standard)(nil)

// errNoFiles says that the program gives no account any files.
var errNoFiles = errors.New("commands: no files are configured")

// New returns the handlers for ftp.Protocol.
func New(o Options) *Standard {
	h := &Standard{guard: o.Guard, enter: o.Enter, main: Host{Accounts: o.Accounts, Files: o.Files}, find: o.Host, version: o.Version,
		refuseUnknown: o.RefuseUnknown, failures: cmp.Or(o.LoginFailures, DefaultLoginFailures), showDotFiles: o.ShowDotFiles}
	if h.main.Accounts == nil {
		h.main.Accounts = accounts.Chain()
	}
	if h.main.Files == nil {
		h.main.Files = func(context.Context, *accounts.Account) (storage.FS, error) { return nil, errNoFiles }
	}
	return h
}

// count counts a login in whose files are open, and closes them where a limit is reached.
func (h *Standard) count(ctx context.Context, account *accounts.Account, files storage.FS) error {
	if h.enter == nil {
		return nil
	}
	err := h.enter(ctx, account)
	if err != nil {
		files.Close()
	}
	return err
}
