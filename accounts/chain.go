package accounts

import (
	"context"
	"errors"
	"fmt"
)

// Chain asks auths in turn and returns the first account that one of them gives. A rejection by one does not end the
// round: the next is asked as well, so a name that the first knows takes as long to refuse as one that nobody knows.
// When nobody accepts, the error is ErrRejected, or, if a back end failed, what that back end said. An empty Chain
// rejects everybody.
func Chain(auths ...Authenticator) Authenticator {
	return chain(append([]Authenticator(nil), auths...))
}

type chain []Authenticator

// Authenticate implements Authenticator.
func (auths chain) Authenticate(ctx context.Context, c Credentials) (*Account, error) {
	var failed []error
	rejected := len(auths) == 0
	for _, auth := range auths {
		account, err := ask(ctx, auth, c)
		switch {
		case err == nil:
			return account, nil
		case errors.Is(err, ErrRejected):
			rejected = true
		default:
			rejected = rejected || isGuess(err)
			failed = append(failed, err)
		}
	}
	if len(failed) == 0 {
		return nil, ErrRejected
	}
	return nil, &chainError{cause: errors.Join(failed...), rejected: rejected}
}

// chainError is the error of a round in which a back end failed. It remembers whether another back end did check the
// password. Such a round still counts as a guess; otherwise an outage of one back end would open the other to guessing.
type chainError struct {
	cause    error
	rejected bool
}

func (e *chainError) Error() string { return fmt.Sprintf("accounts: back end failed: %v", e.cause) }
func (e *chainError) Unwrap() error { return e.cause }

// isGuess reports whether err means that somebody checked the password and
// found it wrong.
func isGuess(err error) bool {
	if errors.Is(err, ErrRejected) {
		return true
	}
	var failed *chainError
	return errors.As(err, &failed) && failed.rejected
}
