package accounts

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Entry is a line of a users' file without the password.
type Entry struct {
	Account
	// Certificates are the TLS client certificates that open the account, as the
	// file has them: cn=NAME or sha256=HEX.
	Certificates []string
	// Both says that a certificate and the password are needed.
	Both bool
	// Word is a hash of HashPassword's for what ACCT has to give after the
	// password or the certificate (RFC 959 section 4.1.1); "" asks for nothing.
	Word string
	// Group is the user's group in a database; a users' file has none.
	Group string
	// Unset are the fields that the user does not have of their own in a database. They have the group's values here,
	// if it gives any. A users' file does not know it.
	Unset Fields
}

// The options of accounts.
const (
	optionWord  = "account="
	optionMount = "mount="
	// optionNoExchange stands for Account.NoExchange.
	optionNoExchange = "no-fxp"
)

// optionEnds are the characters that end an option, a field or a line.
const optionEnds = ";:\n"

// field is the field of the line with the permissions and options.
func (e *Entry) field() (string, error) {
	parts := []string{e.Permissions.String()}
	for _, c := range e.Certificates {
		if !strings.HasPrefix(c, optionName) && !strings.HasPrefix(c, optionFingerprint) {
			return "", fmt.Errorf("%q names no certificate: say %sNAME or %sHEX", c, optionName, optionFingerprint)
		}
		parts = append(parts, c)
	}
	if e.Both {
		parts = append(parts, optionPassword)
	}
	if e.Word != "" {
		parts = append(parts, optionWord+e.Word)
	}
	for _, name := range slices.Sorted(maps.Keys(e.Mounts)) {
		if strings.Contains(name, "=") {
			return "", fmt.Errorf("name of a mount %q contains \"=\", which ends it", name)
		}
		parts = append(parts, optionMount+name+"="+e.Mounts[name])
	}
	if e.NoExchange {
		parts = append(parts, optionNoExchange)
	}
	if q := e.Quota.Bytes; q > 0 {
		parts = append(parts, optionBytes+FormatSize(q))
	}
	if q := e.Quota.Files; q > 0 {
		parts = append(parts, optionFiles+strconv.FormatInt(q, 10))
	}
	for _, part := range parts {
		if i := strings.IndexAny(part, optionEnds); i >= 0 {
			name, _, _ := strings.Cut(part, "=")
			return "", fmt.Errorf("option %q contains %q, which ends it", name+"=", part[i])
		}
	}
	return strings.Join(parts, ";"), nil
}

// entry is the part of a user that may be changed.
func (user *fileUser) entry() *Entry {
	return &Entry{Account: user.copy(), Certificates: slices.Clone(user.shown), Both: user.both, Word: user.wordField}
}

// copy is an account for its caller to keep.
func (user *fileUser) copy() Account {
	account := user.account
	account.Mounts = maps.Clone(account.Mounts)
	return account
}

// parseWord reads the hash of what ACCT has to give.
func (user *fileUser) parseWord(field string) error {
	if user.wordField != "" {
		return fmt.Errorf("option %q is given twice", optionWord)
	}
	word, err := parseHash(field)
	if err != nil || word.digest == nil {
		return fmt.Errorf("option %q is no hash of %s or %s", optionWord, schemeArgon2id, schemeBcrypt)
	}
	user.word, user.wordField = word, field
	return nil
}

// parseMount reads NAME=DIRECTORY.
func (user *fileUser) parseMount(text string) error {
	name, directory, err := ParseMount(text)
	if err != nil {
		return fmt.Errorf("option %q: %w", optionMount, err)
	}
	if _, twice := user.account.Mounts[name]; twice {
		return fmt.Errorf("option %q: %q is given twice", optionMount, name)
	}
	if user.account.Mounts == nil {
		user.account.Mounts = map[string]string{}
	}
	user.account.Mounts[name] = directory
	return nil
}

// ParseMount reads NAME=DIRECTORY: the name that SMNT mounts it under, and a
// directory that is named as a home is.
func ParseMount(text string) (name, directory string, err error) {
	name, directory, found := strings.Cut(text, "=")
	if !found {
		return "", "", fmt.Errorf("%q is not NAME=DIRECTORY", text)
	}
	for element := range strings.SplitSeq(name, "/") {
		if element == "" || element == "." || element == ".." {
			return "", "", fmt.Errorf("%q is no name of a mount: write it without a slash around it, and without dots alone", name)
		}
	}
	return name, directory, errors.Join(checkText("name of a mount", name), checkHome(directory))
}
