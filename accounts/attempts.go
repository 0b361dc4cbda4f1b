package accounts

import (
	"context"
	"fmt"
	"net/netip"
	"time"
)

// source is the origin of attempts whose failures are counted together: an address, or an address together with a name
// with which it has logged in before. Names are hashed, so that long ones do not take more room.
type source struct {
	peer netip.Addr
	name uint64 // 0 for any
}

// attempts are the undecided attempts of one source.
type attempts struct {
	running int
	decided chan struct{} // closed when the next one is decided; nil while nobody waits for that
}

// Authenticate asks auth on behalf of c. It returns ErrBlocked for a blocked address. It counts a rejection, and waits
// for Delay before it returns one. It does not count the failure of a back end, nor ErrBusy, the error when the
// password was not verified in time.
//
// However many connections an address opens, only as many guesses are tried at once as it may still fail. Further
// guesses wait until those are decided.
func (g *Guard) Authenticate(ctx context.Context, auth Authenticator, c Credentials) (*Account, error) {
	account, delay, err := g.decide(ctx, auth, c)
	if paused := pause(ctx, delay); paused != nil {
		return nil, paused
	}
	return account, err
}

// decide asks auth when it is the attempt's turn, and counts the result. A refusal has a delay.
func (g *Guard) decide(ctx context.Context, auth Authenticator, c Credentials) (account *Account, delay time.Duration, err error) {
	s, standing, err := g.enter(ctx, c)
	if err != nil {
		return nil, 0, err
	}
	wrong, in := false, false
	defer func() { delay = g.leave(s, c, wrong, in) }()
	c.Standing = standing
	account, err = ask(ctx, auth, c)
	wrong, in = isGuess(err), err == nil && !account.Anonymous && account.Confirm == nil
	return account, 0, err
}

// enter waits until the source has a failure to spare for this attempt.
func (g *Guard) enter(ctx context.Context, c Credentials) (s source, standing int, err error) {
	var late <-chan time.Time
	for {
		g.mu.Lock()
		s = g.source(c) // another attempt may have logged in meanwhile
		a := g.attempts[s]
		if a == nil {
			a = &attempts{}
		}
		now := g.clock()
		failed := g.sources.count(s, now)
		if g.networkBlocked(s, now) {
			failed = g.maxFailures
		}
		if failed+a.running < g.maxFailures {
			standing = g.standing(s, failed+a.running)
			a.running++
			g.attempts[s] = a
			g.mu.Unlock()
			return s, standing, nil
		}
		if failed >= g.maxFailures {
			g.mu.Unlock()
			return s, 0, ErrBlocked
		}
		if a.decided == nil {
			a.decided = make(chan struct{})
		}
		decided := a.decided
		g.mu.Unlock()
		if late == nil {
			timer := time.NewTimer(g.patience)
			defer timer.Stop()
			late = timer.C
		}
		select {
		case <-decided:
		case <-late:
			return s, 0, fmt.Errorf("accounts: wait for other logins of this address: %w", ErrBusy)
		case <-ctx.Done():
			return s, 0, fmt.Errorf("accounts: wait for other logins of this address: %w", context.Cause(ctx))
		}
	}
}

// standing is the Standing of a further attempt of a source with so many failures and attempts under way. Addresses
// that have logged in with any name come before strangers.
func (g *Guard) standing(s source, attempts int) int {
	switch {
	case s.name != 0:
		return bestStanding
	case g.known.Contains(s):
		return bestStanding + 1 + attempts
	}
	return bestStanding + 1 + g.maxFailures + attempts
}

// leave decides an attempt: its failure is counted in the same step as its
// place is given up, so that no other attempt slips in between. The delay is
// that of a failure.
func (g *Guard) leave(s source, c Credentials, wrong, in bool) (delay time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if wrong {
		delay = g.delay(c)
		g.failed(c)
	}
	if in {
		g.loggedIn(s.peer, c)
	}
	a := g.attempts[s]
	a.running--
	if a.decided != nil {
		close(a.decided)
		a.decided = nil
	}
	if a.running == 0 {
		delete(g.attempts, s)
	}
	return delay
}

// source is the source to which an attempt with c belongs.
func (g *Guard) source(c Credentials) source {
	own := source{peerKey(c.Peer), g.nameKey(c)}
	if g.known.Contains(own) {
		return own
	}
	return source{peer: own.peer}
}

// pause waits for d, or for the end of ctx.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("accounts: delay after failed logins: %w", ctx.Err())
	}
}
