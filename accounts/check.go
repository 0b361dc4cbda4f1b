package accounts

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// MaxNameLength is the longest login name, in bytes. Unix systems stop at
	// 32; twice that leaves room for names in other scripts and for addresses.
	MaxNameLength = 64
	// MaxPasswordLength is the longest password that can be set, in bytes: far
	// above any phrase that people use, and far below the shortest command
	// line that an FTP server cuts off.
	MaxPasswordLength = 256
	// maxHomeLength is the longest home directory, in bytes: PATH_MAX on Linux.
	maxHomeLength = 4096
)

// checkName says why name cannot be a login name. Names reach logs, other back ends and the users' file, so characters
// that could forge a line there are refused.
func checkName(name string) error {
	switch {
	case name == "":
		return errors.New("user name is empty")
	case len(name) > MaxNameLength:
		return fmt.Errorf("user name has %d bytes, more than %d", len(name), MaxNameLength)
	case strings.Contains(name, ":"):
		return fmt.Errorf("user name %q contains a colon", name)
	case strings.HasPrefix(name, "#"):
		return fmt.Errorf("user name %q starts like a comment", name)
	}
	return checkText("user name", name)
}

// checkHome says why home cannot be a home directory.
func checkHome(home string) error {
	if len(home) > maxHomeLength {
		return fmt.Errorf("home has %d bytes, more than %d", len(home), maxHomeLength)
	}
	separator := func(r rune) bool { return r == '/' || r == '\\' }
	for element := range strings.FieldsFuncSeq(home, separator) {
		if element == ".." {
			return fmt.Errorf("home %q climbs with %q", home, element)
		}
	}
	return checkText("home", home)
}

// checkText refuses characters that an operator cannot see in a file or a log.
func checkText(what, s string) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("%s %q is not valid UTF-8", what, s)
	}
	for _, r := range s {
		if r < 0x20 || r == 0x7f {
			return fmt.Errorf("%s %q contains the control character %#02x", what, s, r)
		}
		if !unicode.IsPrint(r) {
			return fmt.Errorf("%s %q contains the invisible character %U", what, s, r)
		}
	}
	if strings.TrimSpace(s) != s {
		return fmt.Errorf("%s %q starts or ends with a space", what, s)
	}
	return nil
}

// checkPassword says why password cannot be set. It never quotes it.
func checkPassword(password string) error {
	if password == "" {
		return errors.New("password is empty")
	}
	if len(password) > MaxPasswordLength {
		return fmt.Errorf("password has %d bytes, more than %d", len(password), MaxPasswordLength)
	}
	if i := strings.IndexAny(password, "\r\n\x00"); i >= 0 {
		return fmt.Errorf("password contains the control character %#02x, which no client can send", password[i])
	}
	return nil
}
