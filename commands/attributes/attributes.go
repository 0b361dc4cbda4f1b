// Package attributes reads arguments about the times, modes and groups of files:
//
//	MFMT 20010203040506 f                            ParseTime
//	MDTM 20010203040506+120 f                        ParseDated
//	MFF Modify=20010203040506;UNIX.mode=0640; f      ParseChanges
//	SITE UTIME f 20010203040506 20010203040506 20010203040506 UTC   ParseStamp
//	SITE CHMOD u=rw,go= f                            ParseMode
//	SITE UMASK 027                                   ParseUmask
//
// It changes nothing; the commands do, with the capabilities that the spec gives them. All arguments are as long as a
// command line at most, and are read in one pass.
package attributes

import (
	"errors"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/storage"
)

// The errors of the parsers, for the log; the client is shown the command's syntax.
var (
	errTime  = errors.New("not a date and time")
	errMode  = errors.New("not a mode")
	errFacts = errors.New("not a list of facts with values")
	errName  = errors.New("the name is missing")
	errGroup = errors.New("not a group")
)

const (
	timeDigits   = len("20060102150405")
	minuteDigits = len("200601021504")
	// leapSecond is the 61st second, which RFC 3659 2.3 allows; the clock here shows the next minute's first.
	leapSecond = "60"
)

// ParseTime reads fourteen digits and perhaps a fraction, in UTC (RFC 3659 2.3).
func ParseTime(arg string, _ storage.Path) (time.Time, error) {
	whole, fraction, dot := strings.Cut(arg, ".")
	if len(whole) != timeDigits || dot && !digits(fraction) {
		return time.Time{}, errTime
	}
	t, err := parseDigits(whole)
	if err != nil || !dot {
		return t, err
	}
	nanos := (fraction + "000000000")[:9]
	ns, err := time.ParseDuration(nanos + "ns")
	return t.Add(ns), err
}

// parseDigits reads a date and time, with seconds or without, and refuses one that no calendar has.
func parseDigits(s string) (time.Time, error) {
	if !digits(s) {
		return time.Time{}, errTime
	}
	leap := len(s) == timeDigits && strings.HasSuffix(s, leapSecond)
	if leap {
		s = s[:minuteDigits] + "59"
	}
	t, err := time.Parse("20060102150405"[:min(len(s), timeDigits)], s)
	if err != nil {
		return time.Time{}, errTime
	}
	if leap {
		t = t.Add(time.Second)
	}
	return settable(t)
}

// settable is t as a time to be set. The year has four digits. The first nanosecond of year 1 is Go's zero time, which
// means "leave the time as it is". So the next nanosecond stands for it; it has the same digits.
func settable(t time.Time) (time.Time, error) {
	switch {
	case !listing.Datable(t):
		return time.Time{}, errTime
	case t.IsZero():
		return t.Add(time.Nanosecond), nil
	}
	return t, nil
}

// digits reports whether s is decimal digits and not empty.
func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
