package attributes

import (
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/fsm/argument"
	"github.com/portolan-ftp/portolan/storage"
)

// maxZone is the farthest that a time zone may be from UTC, in minutes: a day, and more than any is.
const maxZone = 24 * 60

// Dated is the argument of MDTM, a name that may begin with a time.
type Dated struct {
	// Name is the whole argument, as RFC 3659 3.1 reads it.
	Name storage.Path
	// Path is what follows the time, and Time the time that clients mean to set; without one, Path is "".
	Path storage.Path
	Time time.Time
}

// ParseDated reads NAME or TIME[+-MINUTES] NAME, where MINUTES are those by which the time is ahead of UTC.
func ParseDated(arg string, cwd storage.Path) (d Dated, err error) {
	if d.Name, err = argument.ParsePath(arg, cwd); err != nil {
		return d, err
	}
	word, rest, _ := strings.Cut(arg, " ")
	t, ok := parseZoned(word)
	if !ok || rest == "" {
		return d, nil
	}
	d.Time = t
	d.Path, err = argument.ParsePath(rest, cwd)
	return d, err
}

// parseZoned reads TIME[+-MINUTES].
func parseZoned(word string) (time.Time, bool) {
	at := strings.IndexAny(word, "+-")
	if at < 0 {
		t, err := ParseTime(word, "")
		return t, err == nil
	}
	t, err := ParseTime(word[:at], "")
	zone := word[at+1:]
	const longest = len("1440")
	if err != nil || !digits(zone) || len(zone) > longest {
		return time.Time{}, false
	}
	minutes := 0
	for _, c := range zone {
		minutes = minutes*10 + int(c-'0')
	}
	if minutes > maxZone {
		return time.Time{}, false
	}
	if word[at] == '+' {
		minutes = -minutes
	}
	t, err = settable(t.Add(time.Duration(minutes) * time.Minute))
	return t, err == nil
}

// Stamp is the argument of SITE UTIME.
type Stamp struct {
	Path               storage.Path
	Accessed, Modified time.Time // Accessed is zero in the short form
}

// ParseStamp reads either form that clients send: YYYYMMDDhhmm[ss] NAME, or NAME, the times of the last reading,
// change and creation, and UTC. The time of creation has to be a time and is passed over: systems do not let
// it be set.
func ParseStamp(arg string, cwd storage.Path) (Stamp, error) {
	if s, ok := longStamp(arg); ok {
		path, err := argument.ParsePath(s.name, cwd)
		return Stamp{Path: path, Accessed: s.accessed, Modified: s.modified}, err
	}
	word, name, _ := strings.Cut(arg, " ")
	if len(word) != timeDigits && len(word) != minuteDigits {
		return Stamp{}, errTime
	}
	modified, err := parseDigits(word)
	if err != nil {
		return Stamp{}, err
	}
	if name == "" {
		return Stamp{}, errName
	}
	path, err := argument.ParsePath(name, cwd)
	return Stamp{Path: path, Modified: modified}, err
}

type namedTimes struct {
	name               string
	accessed, modified time.Time
}

// longStamp reads the second form from its end, as the name may hold blanks.
func longStamp(arg string) (s namedTimes, ok bool) {
	rest, found := strings.CutSuffix(arg, " UTC")
	if !found {
		return s, false
	}
	var times [3]time.Time
	for i := len(times) - 1; i >= 0; i-- {
		at := strings.LastIndexByte(rest, ' ')
		if at <= 0 {
			return s, false
		}
		var err error
		if times[i], err = ParseTime(rest[at+1:], ""); err != nil {
			return s, false
		}
		rest = rest[:at]
	}
	return namedTimes{name: rest, accessed: times[0], modified: times[1]}, true
}
