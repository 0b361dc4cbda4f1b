// Package accounts has the shapes of accounts that analyzers look for.
package accounts

type Account struct {
	Name        string
	Permissions int
}

type Credentials struct{ User, Password string }

type Authenticator interface {
	Authenticate(Credentials) (*Account, error)
}
