package accounts

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

var (
	// ErrUserExists is the error for adding a name that is there already.
	ErrUserExists = errors.New("user exists already")
	// ErrNoUser is the error for changing a name that is not there.
	ErrNoUser = errors.New("no such user")
)

// usersHeader begins a users' file that EditFile makes.
const usersHeader = "# name:hash:permissions:home\n"

// userFields is how many fields a line has; the last may contain colons.
const userFields = 4

// Users is the content of a users' file: one user a line, as in
//
//	# name:hash:permissions:home
//	alice:$argon2id$v=19$m=65536,t=3,p=4$...:read-write:alice
//	guest:!:read-only:pub
//
// Lines that are blank or start with # are comments. The hash is argon2id or
// bcrypt; one that is empty or starts with ! or * never logs in. Options follow
// the permissions, each behind a semicolon:
//
//	carol:*:read-write;cn=carol:carol
//	dave:$argon2id$...:read-write;sha256=9f86d0...;password:dave
//
// cn= and sha256= name a TLS client certificate, by its subject's common name
// or by the SHA-256 of all of it. It opens the account without a password, also
// where the hash starts with *, but not where it is empty or starts with !.
// With the option password, certificate and password are both needed.
//
//	erin:$2b$10$...:read-write;quota=10G;quota-files=100000:erin
//
// quota= is how many bytes the home may hold, with K, M, G or T for powers of
// 1024, and quota-files= how many files, directories and links.
//
//	frank:$2b$10$...:read-write;account=$2b$10$...;mount=films=shared/films:frank
//
// account= is the hash of what ACCT has to give after the password or the
// certificate, and each mount= is a directory, named as a home is, with the name
// that SMNT mounts it under.
//
// An edit leaves every other line as it is, byte for byte. Users is not for use
// by several goroutines.
type Users struct {
	lines []userLine
}

// userLine is one line; a comment has no user.
type userLine struct {
	raw  string // with its line end, if it has one
	user *fileUser
}

// fileUser is what one line says.
type fileUser struct {
	account      Account
	hash         hash
	certificates []certificateRule
	shown        []string // the certificates, as the file has them
	word         hash     // of what ACCT has to give
	wordField    string   // as the file has it; "" asks for nothing
	both         bool     // a certificate and the password are needed
	locked       bool     // no certificate helps either
}

// User is one line of Users.List.
type User struct {
	Entry
	// Scheme is "argon2id" or "bcrypt", or "" for a locked user.
	Scheme string
	// Locked says that no password logs in: the hash is empty or starts with !
	// or *.
	Locked bool
	// ByCertificate says that a certificate opens the account without a password.
	ByCertificate bool
}

// LineError is one thing that is wrong with a users' file.
type LineError struct {
	Path string
	Line int // from 1
	Err  error
}

// Error returns "path:line: message".
func (e *LineError) Error() string { return fmt.Sprintf("%s:%d: %v", e.Path, e.Line, e.Err) }

// Unwrap returns the cause.
func (e *LineError) Unwrap() error { return e.Err }

// ParseUsers reads a users' file. The error joins a *LineError for everything
// that is wrong with it, in order; path only names the file there.
func ParseUsers(path string, data []byte) (*Users, error) {
	u := &Users{}
	var problems []error
	first := map[string]int{}
	for raw := range strings.Lines(string(data)) {
		number := len(u.lines) + 1
		user, errs := parseUserLine(strings.TrimSuffix(raw, "\n"))
		if user != nil {
			name := user.account.Name
			if line, seen := first[name]; seen {
				errs = append(errs, fmt.Errorf("user %q is on line %d already", name, line))
			} else {
				first[name] = number
			}
		}
		for _, err := range errs {
			problems = append(problems, &LineError{Path: path, Line: number, Err: err})
		}
		u.lines = append(u.lines, userLine{raw: raw, user: user})
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return u, nil
}

// parseUserLine reads one line without its end. A comment is neither a user
// nor an error.
func parseUserLine(line string) (*fileUser, []error) {
	if strings.HasSuffix(line, "\r") {
		return nil, []error{errors.New("line ends in CR LF: save the file with LF line ends")}
	}
	if text := strings.TrimLeft(line, " \t"); text == "" || text[0] == '#' {
		return nil, nil
	}
	fields := strings.SplitN(line, ":", userFields)
	if len(fields) != userFields {
		return nil, []error{fmt.Errorf("line has %d of the %d fields name:hash:permissions:home", len(fields), userFields)}
	}
	hash, hashErr := parseHash(fields[1])
	grants := strings.Split(fields[2], ";")
	permissions, permissionsErr := ParsePermissions(grants[0])
	user := &fileUser{account: Account{Name: fields[0], Home: fields[3], Permissions: permissions},
		hash: hash, locked: fields[1] == "" || fields[1][0] == '!'}
	var errs []error
	for _, err := range []error{checkName(fields[0]), hashErr, permissionsErr, user.parseOptions(grants[1:]), checkHome(fields[3])} {
		if err != nil {
			errs = append(errs, err)
		}
	}
	return user, errs
}

// Bytes returns the file's content, which ParseUsers reads back.
func (u *Users) Bytes() []byte {
	var out strings.Builder
	for _, line := range u.lines {
		out.WriteString(line.raw)
	}
	return []byte(out.String())
}

// empty says that there is nothing in the file, not even a comment, as when
// somebody has cut it off.
func (u *Users) empty() bool {
	return !slices.ContainsFunc(u.lines, func(line userLine) bool { return strings.TrimSpace(line.raw) != "" })
}

// List returns the users in the order of the file.
func (u *Users) List() []User {
	var list []User
	for _, line := range u.lines {
		if line.user != nil {
			list = append(list, line.user.told())
		}
	}
	return list
}

// Records returns all that the file has of its users, in its order, as another back end could take them.
func (u *Users) Records() []Record {
	var all []Record
	for _, line := range u.lines {
		if line.user != nil {
			all = append(all, Record{Entry: *line.user.entry(), Hash: strings.SplitN(line.raw, ":", userFields)[1]})
		}
	}
	return all
}

// Add appends a user with a hash of HashPassword's or of another program's;
// "!" adds one who cannot log in. The error is ErrUserExists (by errors.Is)
// for a name that is taken, and otherwise says what is wrong with a field.
func (u *Users) Add(r Record) error {
	if u.find(r.Name) >= 0 {
		return fmt.Errorf("add user %q: %w", r.Name, ErrUserExists)
	}
	added, err := r.inFile()
	if err != nil {
		return fmt.Errorf("add user %q: %w", r.Name, err)
	}
	if n := len(u.lines); n > 0 && !strings.HasSuffix(u.lines[n-1].raw, "\n") {
		u.lines[n-1].raw += "\n"
	}
	u.lines = append(u.lines, added)
	return nil
}

// SetHash replaces a user's hash. The error is ErrNoUser (by errors.Is) for a
// name that is not there.
func (u *Users) SetHash(name, hash string) error {
	i := u.find(name)
	if i < 0 {
		return fmt.Errorf("set password of user %q: %w", name, ErrNoUser)
	}
	fields := strings.SplitN(u.lines[i].raw, ":", userFields)
	fields[1] = hash
	changed, err := newUserLine(name, hash, strings.Join(fields, ":"))
	if err != nil {
		return fmt.Errorf("set password of user %q: %w", name, err)
	}
	u.lines[i] = changed
	return nil
}

// Set changes what the file says of a user, whose name and password stay. The error is ErrNoUser
// (by errors.Is) for a name that is not there.
func (u *Users) Set(name string, change func(*Entry)) error {
	i := u.find(name)
	if i < 0 {
		return fmt.Errorf("change user %q: %w", name, ErrNoUser)
	}
	before := u.lines[i].raw
	record := Record{Entry: *u.lines[i].user.entry(), Hash: strings.SplitN(before, ":", userFields)[1]}
	change(&record.Entry)
	record.Name = name
	changed, err := record.inFile()
	if err != nil {
		return fmt.Errorf("change user %q: %w", name, err)
	}
	if !strings.HasSuffix(before, "\n") {
		changed.raw = strings.TrimSuffix(changed.raw, "\n")
	}
	u.lines[i] = changed
	return nil
}

// Remove removes a user's line. The error is ErrNoUser (by errors.Is) for a
// name that is not there.
func (u *Users) Remove(name string) error {
	i := u.find(name)
	if i < 0 {
		return fmt.Errorf("remove user %q: %w", name, ErrNoUser)
	}
	u.lines = append(u.lines[:i], u.lines[i+1:]...)
	return nil
}

// find returns the index of a user's line, or -1.
func (u *Users) find(name string) int {
	for i, line := range u.lines {
		if line.user != nil && line.user.account.Name == name {
			return i
		}
	}
	return -1
}

// newUserLine holds a line that was put together to what a file may contain.
// The two fields before others are checked alone first: a colon or a line end
// in them would move the rest.
func newUserLine(name, hash, raw string) (userLine, error) {
	if err := checkName(name); err != nil {
		return userLine{}, err
	}
	if _, err := parseHash(hash); err != nil {
		return userLine{}, err
	}
	if strings.Contains(hash, ":") {
		return userLine{}, errors.New("hash contains a colon")
	}
	user, errs := parseUserLine(strings.TrimSuffix(raw, "\n"))
	if err := errors.Join(errs...); err != nil {
		return userLine{}, err
	}
	return userLine{raw: raw, user: user}, nil
}
