package accounts

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// maxVerifications is how many passwords are verified at once. Each takes
	// 64 MiB by default, so together they take 256 MiB.
	maxVerifications = 4
	// verificationsPerCPU keeps every processor busy while one waits for
	// memory; more would only slow each other down.
	verificationsPerCPU = 2
	// maxCosts is how many kinds of hash one file may hold. A log-in works
	// through every kind, so each adds to the time of all.
	maxCosts = 4
	// recheckAfter is the least time between two looks at the file, so that a
	// flood of log-ins does not become a flood of system calls.
	recheckAfter = time.Second
)

// File is an Authenticator over a text file of users; Users tells its form.
//
// The file is read again when it has changed, at the next log-in and at most
// once a second. A new version that is broken is reported and not used: the
// users of the last good one can still log in.
//
// Every attempt verifies the password once for each kind of hash in the file
// (algorithm and parameters), against the user's own hash or else against a
// random one, so it takes the same work for every name, known or not.
type File struct {
	path  string
	log   *slog.Logger
	slots chan struct{}                      // one for each verification at a time
	match func(h hash, password string) bool // hash.matches; tests count its calls
	clock func() time.Duration               // time since any fixed point, by the monotonic clock

	mu      sync.Mutex
	table   *userTable
	seen    fs.FileInfo // of the version last read, good or broken; nil when there was none
	trouble string      // why the newest version is not in use
	checked time.Duration
}

// userTable is one version of the file. It does not change.
type userTable struct {
	users   map[string]*fileUser
	dummies []hash // one for each cost
}

// OpenFile reads the users' file at path. Reports about later versions go to
// log; nil is slog.Default. The error tells everything that is wrong with the
// file, or that others can write it.
func OpenFile(path string, log *slog.Logger) (*File, error) {
	if log == nil {
		log = slog.Default()
	}
	start := time.Now()
	f := &File{
		path:  path,
		log:   log,
		slots: make(chan struct{}, min(maxVerifications, verificationsPerCPU*runtime.GOMAXPROCS(0))),
		match: hash.matches,
		clock: func() time.Duration { return time.Since(start) },
	}
	if err := f.Reload(); err != nil {
		return nil, err
	}
	return f, nil
}

// Authenticate implements Authenticator. It waits while too many others are
// being verified; if ctx ends meanwhile, its error is returned.
func (f *File) Authenticate(ctx context.Context, c Credentials) (*Account, error) {
	table := f.current()
	done, err := f.slot(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	user := table.users[c.User]
	if user == nil {
		user = &fileUser{}
	}
	if right := f.verify(table, user.hash, c.Password); !right || user.both && !user.shows(c.Certificate) {
		return nil, ErrRejected
	}
	return f.opened(user), nil
}

// verify does one verification for each cost in the table, and reports whether
// the one against own succeeded. An own hash without cost is never right.
func (f *File) verify(table *userTable, own hash, password string) bool {
	right := false
	for _, dummy := range table.dummies {
		if dummy.cost == own.cost {
			right = f.match(own, password)
		} else {
			f.match(dummy, password)
		}
	}
	return right
}

// Reload reads the file now, changed or not. On error the users stay those of
// the last good version.
func (f *File) Reload() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.checked = f.clock()
	return f.load()
}

// current returns the users, after a look at the file if the last one was a
// while ago.
func (f *File) current() *userTable {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := f.clock(); now-f.checked >= recheckAfter {
		f.checked = now
		f.refresh()
	}
	return f.table
}

// refresh reads the file if it is another than the one last read. Each piece
// of trouble is reported once, not at every log-in.
func (f *File) refresh() {
	info, err := os.Stat(f.path)
	if err == nil && f.seen != nil && sameVersion(info, f.seen) {
		return
	}
	before := f.trouble
	if err := f.load(); err == nil {
		f.log.Info("users file read again", "path", f.path, "users", len(f.table.users))
	} else if f.trouble != before {
		f.log.Error("users file is broken, keeping the last good version", "path", f.path, "error", err)
	}
}

// load reads the file and, if it is good, puts its users in force.
func (f *File) load() error {
	users, info, err := loadUsers(f.path)
	f.seen = info
	var table *userTable
	if err == nil {
		table, err = newUserTable(f.path, users)
	}
	if err != nil {
		f.trouble = err.Error()
		return err
	}
	f.trouble = ""
	f.table = table
	return nil
}

// sameVersion reports whether nothing was done to the file in between. A
// change of mode counts: it may be what mends the file.
func sameVersion(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.Mode() == b.Mode() && a.ModTime().Equal(b.ModTime())
}

// newUserTable indexes users, and makes a dummy hash for each cost among
// theirs. Where nobody can log in, refusing costs what a new user's hash will.
func newUserTable(path string, users *Users) (*userTable, error) {
	t := &userTable{users: map[string]*fileUser{}}
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
