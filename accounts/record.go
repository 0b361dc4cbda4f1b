package accounts

import (
	"errors"
	"strings"
)

// Record is what a back end has stored of a user.
type Record struct {
	Entry
	// Hash is of the password, as HashPassword makes it, or of bcrypt. Without one, and when it begins with "!", nobody
	// can log in; with one that begins with "*", nobody can with a password.
	Hash string
}

// Check says why r cannot be that of a user: what a line of a users' file cannot say, no back end can.
func (r *Record) Check() error {
	_, err := r.line()
	return err
}

// User is what r tells about a user.
func (r *Record) User() (User, error) {
	line, err := r.line()
	if err != nil {
		return User{}, err
	}
	user := line.user.told()
	user.Group, user.Unset = r.Group, r.Unset
	return user, nil
}

// line is the record as a line of a users' file.
func (r *Record) line() (userLine, error) {
	grants, err := r.field()
	if err != nil {
		return userLine{}, err
	}
	return newUserLine(r.Name, r.Hash, strings.Join([]string{r.Name, r.Hash, grants, r.Home}, ":")+"\n")
}

// inFile is the line of a file, which has no groups.
func (r *Record) inFile() (userLine, error) {
	if r.Group != "" {
		return userLine{}, errNoGroups
	}
	return r.line()
}

// errNoGroups is the error for a group in a users' file.
var errNoGroups = errors.New("a file of users has no groups; a database has")

// told is what the line tells about its user.
func (user *fileUser) told() User {
	scheme := user.hash.cost.scheme
	return User{Entry: *user.entry(), Scheme: scheme, Locked: scheme == "",
		ByCertificate: len(user.certificates) > 0 && !user.both && !user.locked}
}
