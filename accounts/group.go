package accounts

import (
	"errors"
	"fmt"
	"math/bits"
	"strings"
)

var (
	// ErrGroupExists is the error for adding a group that is there already.
	ErrGroupExists = errors.New("group exists already")
	// ErrNoGroup is the error for a group that is not there.
	ErrNoGroup = errors.New("no such group")
)

// UserInHome stands for the user's name in the home of a group.
const UserInHome = "{user}"

// Group is a group of users in a database. What a user does not have of their own is the group's.
type Group struct {
	// Account has the group's name, and what it gives to its users: Home, which may contain UserInHome, Permissions,
	// Quota and NoExchange.
	Account
	// Unset are the fields that the group does not give.
	Unset Fields
	// Members is how many users it has. It is told and cannot be set.
	Members int
}

// Check says why a database cannot keep g.
func (g *Group) Check() error {
	if g.Name == "" {
		return errors.New("group name is empty")
	}
	if len(g.Name) > MaxNameLength {
		return fmt.Errorf("group name has %d bytes, more than %d", len(g.Name), MaxNameLength)
	}
	_, err := ParsePermissions(g.Permissions.String())
	return errors.Join(checkText("group name", g.Name), err, checkHome(g.Home))
}

// HomeOf is the home that g gives to a user of that name, who needs a name that one directory can have.
func (g *Group) HomeOf(name string) (string, error) {
	if strings.Contains(g.Home, UserInHome) && (name == "." || name == ".." || strings.ContainsAny(name, `/\`)) {
		return "", fmt.Errorf("no directory can be called %q, as the home %q of group %q needs", name, g.Home, g.Name)
	}
	return strings.ReplaceAll(g.Home, UserInHome, name), nil
}

// Fields are some of the fields that a user may have from a group.
type Fields uint8

// The fields, by bits.
const (
	FieldHome Fields = 1 << iota
	FieldPermissions
	FieldQuotaBytes
	FieldQuotaFiles
	FieldNoExchange
	// AllFields are all of them.
	AllFields = 1<<iota - 1
)

// FieldNames are the names of the fields, by the order of their bits. They are those of the flags that set them.
var FieldNames = [...]string{"home", "permissions", "quota", "quota-files", "no-fxp"}

// ParseField reads the name of one field.
func ParseField(name string) (Fields, error) {
	for i, known := range FieldNames {
		if name == known {
			return 1 << i, nil
		}
	}
	return 0, fmt.Errorf("%q is none of %s", name, strings.Join(FieldNames[:], ", "))
}

// Has says whether f has all the fields of other.
func (f Fields) Has(other Fields) bool { return f&other == other }

// String names the fields, with commas between.
func (f Fields) String() string {
	var names []string
	for rest := f; rest != 0; rest &= rest - 1 {
		names = append(names, FieldNames[bits.TrailingZeros8(uint8(rest))])
	}
	return strings.Join(names, ",")
}
