package accounts

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// StaticUser is an account with its password in the clear, as a command line
// gives it.
type StaticUser struct {
	Account  Account
	Password string
}

// Static is an Authenticator over a fixed list of users in memory.
//
// It keeps no password, only a keyed hash of each, and the key exists only in this process. The hash is a fast one: a
// slow hash protects hashes that are stolen from a disk, and these are never on one. An attacker who reads the
// process's memory finds the key beside the hashes, and the passwords as they arrive.
type Static struct {
	key   [sha256.Size]byte
	users []staticEntry
	names map[string]bool
}

type staticEntry struct {
	tag     []byte
	account Account
}

// NewStatic returns a Static with the given users. Its error joins what is
// wrong with any of them: a bad name, home or password, or a name given twice.
func NewStatic(users ...StaticUser) (*Static, error) {
	s := &Static{names: map[string]bool{}}
	rand.Read(s.key[:])
	var problems []error
	for _, u := range users {
		name := u.Account.Name
		err := errors.Join(checkName(name), checkHome(u.Account.Home), checkPassword(u.Password))
		if s.names[name] {
			err = errors.Join(err, errors.New("given twice"))
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("user %q: %w", name, err))
		}
		s.names[name] = true
		s.users = append(s.users, staticEntry{s.tag(name, u.Password), u.Account})
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return s, nil
}

// ParseStaticUser reads NAME:PASSWORD, the form of a command line. The
// password is everything after the first colon. The account has no home and no
// permissions yet. Errors do not quote the password.
func ParseStaticUser(s string) (StaticUser, error) {
	name, password, found := strings.Cut(s, ":")
	if !found {
		return StaticUser{}, errors.New("user has no password: write NAME:PASSWORD")
	}
	if err := errors.Join(checkName(name), checkPassword(password)); err != nil {
		return StaticUser{}, err
	}
	return StaticUser{Account: Account{Name: name}, Password: password}, nil
}

// Authenticate implements Authenticator. One hash is computed and compared with that of every user, so that an unknown
// name takes as many comparisons as a known one.
func (s *Static) Authenticate(_ context.Context, c Credentials) (*Account, error) {
	tag := s.tag(c.User, c.Password)
	found := -1
	for i, u := range s.users {
		found = subtle.ConstantTimeSelect(subtle.ConstantTimeCompare(tag, u.tag), i, found)
	}
	if found < 0 {
		return nil, ErrRejected
	}
	account := s.users[found].account
	return &account, nil
}

// tag hashes a name and password together. The name's length comes first, so
// that no other pair has the same bytes; the name serves as the salt.
func (s *Static) tag(name, password string) []byte {
	mac := hmac.New(sha256.New, s.key[:])
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(name)))
	mac.Write(length[:])
	mac.Write([]byte(name))
	mac.Write([]byte(password))
	return mac.Sum(nil)
}
