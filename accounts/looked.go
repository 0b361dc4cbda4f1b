package accounts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
)

// Lookup finds the record of a user in a back end such as a database; nil if it has none of that name. An error says
// that the back end fails, or, if it is an UnusableError, that there is something that cannot be used. It is called
// from many sessions at once.
type Lookup func(ctx context.Context, name string) (*Record, error)

// UnusableError says what is wrong with the record of one user. It says nothing of the others.
type UnusableError struct{ Err error }

// Error implements error.
func (e *UnusableError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *UnusableError) Unwrap() error { return e.Err }

// LookedOptions adjust a Looked.
type LookedOptions struct {
	// Log gets reports about records that cannot be used; nil is slog.Default.
	Log *slog.Logger
	// Verifier is where passwords are verified; nil is one of this Looked's own.
	Verifier *Verifier
}

// Looked is an Authenticator over users who are looked up one by one, at each login.
//
// An attempt verifies the password once for each kind of hash that is known so far, so a refusal takes the same work
// for every name, known or not; the kinds that a file may have at most bound that too. A kind is known from the start
// (Expect) or from the first login of a user who has it; while none is, a refusal costs what a new user's hash will. A
// right password is remembered with its hash, and takes no work the next time, but the lookup.
//
// A user whose record cannot be used is refused as one that there is not: a fault of the back end's would tell
// strangers that the name exists. The log says what is wrong.
type Looked struct {
	checker
	find Lookup
	log  *slog.Logger

	mu      sync.Mutex
	dummies []hash // one for each cost that is known; never changed in place
	first   []hash // in their place while none is known
}

// NewLooked asks find.
func NewLooked(find Lookup, o LookedOptions) (*Looked, error) {
	first, err := defaultCost().dummy()
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Looked{checker: newChecker(o.Verifier), find: find, log: o.Log, first: []hash{first}}, nil
}

// Expect makes the kinds of hashes known that the back end has. Texts that are no hashes say nothing, and neither do
// kinds beyond those that a back end may have.
func (l *Looked) Expect(hashes ...string) {
	for _, text := range hashes {
		if h, err := parseHash(text); err == nil {
			_, _ = l.costs(h)
		}
	}
}

// Kinds names the kinds of hashes that are known, each of which an attempt works through.
func (l *Looked) Kinds() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var names []string
	for _, d := range l.dummies {
		names = append(names, d.cost.String())
	}
	return names
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
	dummies, err := l.costs(user.hash)
	if err != nil {
		l.useless(c.User, err)
		user = &fileUser{}
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

// user is the user of a name; nil if there is none, or none that can be used.
func (l *Looked) user(ctx context.Context, name string) (*fileUser, error) {
	record, err := l.find(ctx, name)
	if unusable, ok := errors.AsType[*UnusableError](err); ok {
		l.useless(name, unusable)
		return nil, nil
	}
	if record == nil || err != nil {
		return nil, err
	}
	line, err := record.line()
	if err != nil {
		l.useless(name, err)
		return nil, nil
	}
	return line.user, nil
}

// useless reports a record that cannot be used.
func (l *Looked) useless(name string, why error) {
	l.log.Error("the record of a user cannot be used", "user", name, "error", why)
}

// costs are dummies for all costs that are known, that of h included. With an error they are those without it.
func (l *Looked) costs(h hash) ([]hash, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	own := h.cost
	if own == (cost{}) && l.dummies == nil {
		return l.first, nil
	}
	if own == (cost{}) || slices.ContainsFunc(l.dummies, func(d hash) bool { return d.cost == own }) {
		return l.dummies, nil
	}
	if len(l.dummies) == maxCosts {
		return l.dummies, fmt.Errorf("its hash is of a kind beyond the %d that one back end may have, as every login works through all: %s", maxCosts, own)
	}
	dummy, err := own.dummy()
	if err != nil {
		return l.dummies, err
	}
	l.dummies = append(slices.Clip(l.dummies), dummy)
	return l.dummies, nil
}
