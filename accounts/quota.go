package accounts

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Quota is how much an account's home may hold; 0 is no limit.
type Quota struct {
	Bytes int64 // in files
	Files int64 // files, directories and links
}

// The settings that may stand behind the permissions of a users' file.
const (
	settingBytes = "quota"
	settingFiles = "quota-files"
)

// grant is what an account is given: what it may do, and how much it may store.
type grant struct {
	permissions Permission
	quota       Quota
}

// parseGrant reads permissions, and settings behind them with blanks between: "read-write quota=10G
// quota-files=1000".
func parseGrant(field string) (g grant, err error) {
	words := strings.Fields(field)
	first := len(words)
	for first > 0 && strings.Contains(words[first-1], "=") {
		first--
	}
	var problems []error
	if g.permissions, err = ParsePermissions(strings.Join(words[:first], " ")); err != nil {
		problems = append(problems, err)
	}
	for _, setting := range words[first:] {
		name, value, _ := strings.Cut(setting, "=")
		if err := g.set(name, value); err != nil {
			problems = append(problems, err)
		}
	}
	return g, errors.Join(problems...)
}

// set takes one setting, once.
func (g *grant) set(name, value string) (err error) {
	var target *int64
	var read func(string) (int64, error)
	switch name {
	case settingBytes:
		target, read = &g.quota.Bytes, ParseSize
	case settingFiles:
		target, read = &g.quota.Files, ParseCount
	default:
		known := []string{settingBytes, settingFiles}
		if near := nearest(name, known); near != "" {
			return fmt.Errorf("unknown setting %q: did you mean %q?", name, near)
		}
		return fmt.Errorf("unknown setting: there are %s", strings.Join(known, " and "))
	}
	if *target != 0 {
		return fmt.Errorf("%s is set twice", name)
	}
	if *target, err = read(value); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// String is what parseGrant reads back.
func (g grant) String() string {
	s := g.permissions.String()
	if g.quota.Bytes > 0 {
		s += " " + settingBytes + "=" + FormatSize(g.quota.Bytes)
	}
	if g.quota.Files > 0 {
		s += " " + settingFiles + "=" + strconv.FormatInt(g.quota.Files, 10)
	}
	return s
}

// sizeUnits are powers of 1024.
const sizeUnits = "KMGT"

// ParseSize reads a number of bytes above 0, with K, M, G or T for powers of 1024.
func ParseSize(text string) (int64, error) {
	number, shift := text, 0
	if i := strings.IndexAny(text, sizeUnits); i == len(text)-1 && i >= 0 {
		number, shift = text[:i], 10*(1+strings.IndexByte(sizeUnits, text[i]))
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n <= 0 || n > math.MaxInt64>>shift {
		return 0, fmt.Errorf("%q is no size, such as 500000, 64M or 2G", text)
	}
	return n << shift, nil
}

// FormatSize is the shortest text that ParseSize reads as n.
func FormatSize(n int64) string {
	unit := ""
	for i := 0; i < len(sizeUnits) && n != 0 && n%1024 == 0; i++ {
		n, unit = n/1024, sizeUnits[i:i+1]
	}
	return strconv.FormatInt(n, 10) + unit
}

// ParseCount reads a number above 0.
func ParseCount(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("%q is no number above 0", text)
	}
	return n, nil
}
