package accounts

import "context"

// anonymousName is what a guest's account is called, however the guest spelt it.
const anonymousName = "anonymous"

// Anonymous admits guests (RFC 1635): the names anonymous and ftp, in any case, log in with any password, may only read
// and list, and see home. Every other name goes to next; nil rejects them all. A user of next with the name anonymous
// or ftp cannot log in.
func Anonymous(next Authenticator, home string) Authenticator {
	return anonymous{next: next, home: home}
}

type anonymous struct {
	next Authenticator
	home string
}

// Authenticate implements Authenticator.
func (a anonymous) Authenticate(ctx context.Context, c Credentials) (*Account, error) {
	if IsGuest(c.User) {
		return &Account{Name: anonymousName, Home: a.home, Permissions: ReadOnly, Anonymous: true}, nil
	}
	return ask(ctx, a.next, c)
}

// IsGuest reports whether Anonymous takes a name for one of guests.
func IsGuest(user string) bool {
	name := asciiLower(user)
	return name == anonymousName || name == "ftp"
}

// asciiLower folds A to Z only: folding by Unicode's rules would make guests
// of names such as "anonymouſ".
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
