package accounts

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/accounts/renewed"
)

const (
	// maxCosts is how many kinds of hash one file may hold. A log-in works
	// through every kind, so each adds to the time of all.
	maxCosts = 4
)

// FileOptions adjust a File.
type FileOptions struct {
	// Log gets reports about later versions; nil is slog.Default.
	Log *slog.Logger
	// Verifier is where passwords are verified; nil is one of this File's own.
	Verifier *Verifier

	clock func() time.Time // for checking the file; nil is time.Now
}

// File is an Authenticator over a text file of users; Users tells its form.
//
// The file is read again when it has changed, at the next log-in and at most
// once a second. A new version that is broken, or empty where there were users,
// is reported and not used: the users of the last good one can still log in.
//
// An attempt verifies the password once for each kind of hash in the file (algorithm and parameters), against the
// user's own hash or else against a random one, so a refusal takes the same work for every name, known or not. A right
// password is remembered, and takes no work the next time.
type File struct {
	checker
	path   string
	log    *slog.Logger
	source *renewed.Value[*userTable]
	newest *userTable // of those that were good; the source's, which reads one at a time
}

// userTable is one version of the file. It does not change.
type userTable struct {
	users   map[string]*fileUser
	dummies []hash            // one for each cost
	content [sha256.Size]byte // of the file
}

// OpenFile reads the users' file at path. The error tells everything that is
// wrong with the file, or that others can write it.
func OpenFile(path string, o FileOptions) (*File, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Verifier == nil {
		o.Verifier = NewVerifier(VerifierOptions{})
	}
	f := &File{checker: newChecker(o.Verifier), path: path, log: o.Log}
	var err error
	f.source, err = renewed.Open(renewed.Source[*userTable]{
		Paths: []string{path},
		Read:  f.read,
		Same:  func(old, read *userTable) bool { return old.content == read.content },
		Log:   fileReports{f},
		Clock: o.clock,
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Authenticate implements Authenticator. It waits while too many others are
// being verified; if ctx ends meanwhile, its cause is returned, and ErrBusy if
// too many wait.
func (f *File) Authenticate(ctx context.Context, c Credentials) (*Account, error) {
	if user := f.current().users[c.User]; f.proved(user, c) {
		return f.opened(user), nil
	}
	done, err := f.verifier.turn(ctx, c.Standing)
	if err != nil {
		return nil, err
	}
	defer done()
	table := f.current() // the wait may have been long
	user := table.users[c.User]
	if f.proved(user, c) {
		return f.opened(user), nil
	}
	if user == nil {
		user = &fileUser{}
	}
	if right := f.verify(table.dummies, user.hash, c.Password); !right || !user.opens(c.Certificate) {
		return nil, ErrRejected
	}
	f.proofs.keep(c.User, user.hash, c.Password)
	return f.opened(user), nil
}

// Reload reads the file now, changed or not. On error the users stay those of
// the last good version.
func (f *File) Reload() error { return f.source.Reload() }

// current returns the users, after a look at the file if the last one was a
// while ago.
func (f *File) current() *userTable { return f.source.Get() }

// read reads the file. An empty file is an error where there were users before.
func (f *File) read() (*userTable, error) {
	users, _, err := loadUsers(f.path)
	if err != nil {
		return nil, err
	}
	if users.empty() && f.newest != nil && len(f.newest.users) > 0 {
		return nil, fmt.Errorf("users file %s: it is empty; to have no users, leave a comment in it", f.path)
	}
	table, err := newUserTable(f.path, users)
	if err != nil {
		return nil, err
	}
	f.newest = table
	return table, nil
}

// fileReports tells the log what becomes of the file.
type fileReports struct{ file *File }

// Renewed implements renewed.Log.
func (r fileReports) Renewed([]string) {
	r.file.log.Info("users file read again", "path", r.file.path, "users", len(r.file.newest.users))
}

// Kept implements renewed.Log.
func (r fileReports) Kept(_ []string, why error) {
	r.file.log.Error("users file is broken, keeping the last good version", "path", r.file.path, "error", why)
}

// Warn implements renewed.Log; the users have no warnings.
func (fileReports) Warn([]string, string) {}

// newUserTable indexes users, and makes a dummy hash for each cost among
// theirs. Where nobody can log in, refusing costs what a new user's hash will.
func newUserTable(path string, users *Users) (*userTable, error) {
	t := &userTable{users: map[string]*fileUser{}, content: sha256.Sum256(users.Bytes())}
	var costs []cost
	for i, line := range users.lines {
		if line.user == nil {
			continue
		}
		t.users[line.user.account.Name] = line.user
		c := line.user.hash.cost
		if c == (cost{}) || slices.Contains(costs, c) {
			continue
		}
		if len(costs) == maxCosts {
			return nil, &LineError{Path: path, Line: i + 1, Err: fmt.Errorf(
				"hash is of a kind beyond the %d that one file may hold, as every log-in works through all: %s", maxCosts, describe(costs))}
		}
		costs = append(costs, c)
	}
	if len(costs) == 0 {
		costs = append(costs, defaultCost())
	}
	var failed []error
	for _, c := range costs {
		dummy, err := c.dummy()
		failed = append(failed, err)
		t.dummies = append(t.dummies, dummy)
	}
	if err := errors.Join(failed...); err != nil {
		return nil, fmt.Errorf("users file %s: dummy hash: %w", path, err)
	}
	return t, nil
}

// describe lists kinds of hashes for an operator.
func describe(costs []cost) string {
	var names []string
	for _, c := range costs {
		names = append(names, c.String())
	}
	return strings.Join(names, "; ")
}
