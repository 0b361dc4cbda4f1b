package accounts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Record is what a back end has stored of a user.
type Record struct {
	Entry
	// Hash is of the password, as HashPassword makes it, or of bcrypt. Without one, and when it begins with "!", nobody can log
	// in; with one that begins with "*", nobody can with a password.
	Hash string
}

// user is the record as the lines of a users' file are kept; it has to be such as one of these could be.
func (r *Record) user() (*fileUser, error) {
	grants, err := r.field()
	if err != nil {
		return nil, err
	}
	if _, err := parseHash(r.Hash); err != nil {
		return nil, err
	}
	if strings.ContainsAny(r.Name+r.Hash, ":\n") || strings.Contains(r.Home, "\n") {
		return nil, errors.New("name or hash contains a colon, or one of them or the home a line end")
	}
	user, errs := parseUserLine(strings.Join([]string{r.Name, r.Hash, grants, r.Home}, ":"))
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if user == nil {
		return nil, errors.New("the name is empty, or begins with a space or #")
	}
	return user, nil
}

// Lookup finds the record of a user in a back end such as a database; nil if it has none of that name. An error says that the
// back end fails. It is called from many sessions at once.
type Lookup func(ctx context.Context, name string) (*Record, error)

// Looked is an Authenticator over users who are looked up one by one, at each login.
//
// An attempt verifies the password once for each kind of hash that has been seen so far, so a refusal takes the same work for
// every name, known or not; the kinds that a file may have at most bound that too. A right password is remembered with its
// hash, and takes no work the next time, but the lookup.
type Looked struct {
	checker
	find Lookup

	mu      sync.Mutex
	dummies []hash // one for each cost that has been seen; never changed in place
}

// NewLooked asks find. Passwords are verified by v; nil is a Verifier of its own.
func NewLooked(find Lookup, v *Verifier) (*Looked, error) {
	first, err := defaultCost().dummy()
	if err != nil {
		return nil, err
	}
	return &Looked{checker: newChecker(v), find: find, dummies: []hash{first}}, nil
}

// Authenticate implements Authenticator.
func (l *Looked) Authenticate(ctx context.Context, c Credentials) (*Account, error) {
	user, err := l.user(ctx, c.User)
	if err != nil {
		return nil, err
	}
	if l.proved(user, c) {
		return l.opened(user), nil
	}
	if user == nil {
		user = &fileUser{}
	}
	dummies, err := l.costs(user)
	if err != nil {
		return nil, err
	}
	done, err := l.verifier.turn(ctx, c.Standing)
	if err != nil {
		return nil, err
	}
	defer done()
	if right := l.verify(dummies, user.hash, c.Password); !right || !user.opens(c.Certificate) {
		return nil, ErrRejected
	}
	l.proofs.keep(c.User, user.hash, c.Password)
	return l.opened(user), nil
}

// AuthenticateCertificate implements CertificateAuthenticator.
func (l *Looked) AuthenticateCertificate(ctx context.Context, c Credentials) (*Account, error) {
	user, err := l.user(ctx, c.User)
	switch {
	case err != nil:
		return nil, err
	case user == nil || user.locked || user.both || !user.shows(c.Certificate):
		return nil, ErrRejected
	}
	return l.opened(user), nil
}

// Knows implements Directory.
func (l *Looked) Knows(ctx context.Context, name string) (bool, error) {
	user, err := l.user(ctx, name)
	return user != nil, err
}

// user is the user of a name; nil if there is none.
func (l *Looked) user(ctx context.Context, name string) (*fileUser, error) {
	record, err := l.find(ctx, name)
	if record == nil || err != nil {
		return nil, err
	}
	user, err := record.user()
	if err != nil {
		return nil, fmt.Errorf("accounts: the record of %q: %w", name, err)
	}
	return user, nil
}

// costs are dummies for all costs that have been seen, that of a user included.
func (l *Looked) costs(user *fileUser) ([]hash, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	own := user.hash.cost
	if own == (cost{}) || slices.ContainsFunc(l.dummies, func(d hash) bool { return d.cost == own }) {
		return l.dummies, nil
	}
	if len(l.dummies) == maxCosts {
		return nil, fmt.Errorf("accounts: the hash of %q is of a kind beyond the %d that one back end may hold, as every log-in works through all", user.account.Name, maxCosts)
	}
	dummy, err := own.dummy()
	if err != nil {
		return nil, err
	}
	l.dummies = append(slices.Clip(l.dummies), dummy)
	return l.dummies, nil
}
