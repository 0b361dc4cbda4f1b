package accounts

import (
	"context"
	"errors"
)

// Directory is an Authenticator that can say which names it has. Telling a client would tell strangers (RFC 2577
// section 7), so no command does so by default.
type Directory interface {
	Authenticator
	// Knows reports whether there is an account of that name, even a locked one. An error is a failing back end.
	Knows(ctx context.Context, name string) (bool, error)
}

// Knows asks auth for a name. One that is no Directory may have any; nil has none.
func Knows(ctx context.Context, auth Authenticator, name string) (bool, error) {
	if auth == nil {
		return false, nil
	}
	if d, ok := auth.(Directory); ok {
		return d.Knows(ctx, name)
	}
	return true, nil
}

// Knows implements Directory.
func (f *File) Knows(_ context.Context, name string) (bool, error) {
	return f.current().users[name] != nil, nil
}

// Knows implements Directory.
func (s *Static) Knows(_ context.Context, name string) (bool, error) {
	return s.names[name], nil
}

// Knows implements Directory. Every name that is a guest's is known.
func (a anonymous) Knows(ctx context.Context, name string) (bool, error) {
	if IsGuest(name) {
		return true, nil
	}
	return Knows(ctx, a.next, name)
}

// Knows implements Directory. One back end that has the name is enough, even if another fails.
func (auths chain) Knows(ctx context.Context, name string) (bool, error) {
	var failed []error
	for _, auth := range auths {
		known, err := Knows(ctx, auth, name)
		if known && err == nil {
			return true, nil
		}
		failed = append(failed, err)
	}
	return false, errors.Join(failed...)
}
