// Package quoted reads arguments that hold more than one pathname. RFC 959 has no such argument: a pathname there
// goes to the end of the line, blanks and all (RFC 3659 2.2). Commands of later servers take several, and clients put
// those with blanks into double quotes, in which a quote is doubled:
//
//	SITE COPY "my file" copy      two names
//	COMB "whole" "part 1" part2   three names
package quoted

import (
	"errors"
	"strings"

	"github.com/portolan-ftp/portolan/storage"
)

// The errors of the parsers, for the log; the client is shown the command's syntax.
var (
	errCount  = errors.New("quoted: too few or too many names")
	errQuotes = errors.New("quoted: a quoted name has no end, or no blank behind it")
)

// Pair is a file and where it goes.
type Pair struct{ From, To storage.Path }

// String is where it goes, as COMB and SITE CPTO have it; for STAT and logs.
func (p Pair) String() string { return string(p.To) }

// ParsePair reads the argument of SITE COPY: two names.
func ParsePair(arg string, cwd storage.Path) (Pair, error) {
	all, err := parse(arg, cwd, 2)
	if err == nil && len(all) != 2 {
		err = errCount
	}
	if err != nil {
		return Pair{}, err
	}
	return Pair{all[0], all[1]}, nil
}

// MaxParts is the most parts that one COMB joins: clients split a file into as many parts as they have connections,
// and each part is looked at before the first is touched.
const MaxParts = 64

// Combination is a file and the parts that are appended to it, in order.
type Combination struct {
	Target storage.Path
	Parts  []storage.Path
}

// String is the target; for STAT and logs.
func (c Combination) String() string { return string(c.Target) }

// ParseCombination reads the argument of COMB: the target and its parts.
func ParseCombination(arg string, cwd storage.Path) (Combination, error) {
	all, err := parse(arg, cwd, 1+MaxParts)
	if err == nil && len(all) < 2 {
		err = errCount
	}
	if err != nil {
		return Combination{}, err
	}
	return Combination{all[0], all[1:]}, nil
}

// parse reads up to limit names with blanks between them.
func parse(arg string, cwd storage.Path, limit int) ([]storage.Path, error) {
	var all []storage.Path
	for rest := strings.Trim(arg, " "); rest != ""; rest = strings.TrimLeft(rest, " ") {
		if len(all) == limit {
			return nil, errCount
		}
		var name string
		if rest[0] == '"' {
			var ok bool
			if name, rest, ok = Cut(rest); !ok || rest != "" && rest[0] != ' ' {
				return nil, errQuotes
			}
		} else {
			name, rest, _ = strings.Cut(rest, " ")
		}
		p, err := storage.Resolve(cwd, name)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// Cut takes a name in double quotes off the front of s; a quote within is doubled (RFC 959 appendix II). It is
// not ok when there is none, or it is empty or has no end.
func Cut(s string) (name, rest string, ok bool) {
	s, ok = strings.CutPrefix(s, `"`)
	if !ok {
		return "", "", false
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, `"`)
		b.WriteString(before)
		if !found {
			return "", "", false
		}
		if s, ok = strings.CutPrefix(after, `"`); !ok {
			return b.String(), after, b.Len() > 0
		}
		b.WriteByte('"')
	}
}
