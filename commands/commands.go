// Package commands answers the commands of FTP: one short file for each command that needs Go.
//
// A handler is given a typed request whose preconditions hold, and returns one of the replies that the spec
// declares for its command; package ftp has both, made by go generate. What the reply says and how it moves
// the session stands in the spec alone:
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
// Commands that the table alone answers, such as TYPE and NOOP, have no handler here.
package commands

import (
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
	// Guard slows down and stops the guessing of passwords; nil lets guess.
	Guard *accounts.Guard
	// Files gives the tree of an account, at each login. It is closed when the login ends, while transfers may
	// still use files that they have opened. An error makes the login unavailable; so does a nil Files.
	Files func(context.Context, *accounts.Account) (storage.FS, error)
}

// Standard answers the commands in the standard way. It serves any number of sessions at once.
type Standard struct {
	accounts accounts.Authenticator
	guard    *accounts.Guard
	files    func(context.Context, *accounts.Account) (storage.FS, error)
}

var _ ftp.Handlers = (*Standard)(nil)

// errNoFiles says that the program gives no account any files.
var errNoFiles = errors.New("commands: no files are configured")

// New returns the handlers for ftp.Protocol.
func New(o Options) *Standard {
	h := &Standard{accounts: o.Accounts, guard: o.Guard, files: o.Files}
	if h.accounts == nil {
		h.accounts = accounts.Chain()
	}
	if h.files == nil {
		h.files = func(context.Context, *accounts.Account) (storage.FS, error) { return nil, errNoFiles }
	}
	return h
}
