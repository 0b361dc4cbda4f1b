package digest

import (
	"errors"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/commands/quoted"
	"github.com/portolan-ftp/portolan/storage"
)

// The errors of the parsers, for the log; the client is shown the command's syntax.
var (
	errQuotes   = errors.New("digest: behind a name in quotes is something else than a range")
	errBackward = errors.New("digest: the range runs backward")
	errMany     = errors.New("digest: too many names")
)

// Target is what the argument of a command asks for: a file, or a part of one. An argument can be read in more ways
// than one, so a Target has several readings, the most literal one first: the first that exists is meant, and the
// last if none does.
//
//	f            XCRC: the file f
//	f 10 20      XCRC: the file "f 10 20", else "f 10" from byte 20 on, else ten bytes of f
//	"f" 10 20    XCRC: the file with all that in its name, else ten bytes of f
//	"f"          HASH, MMD5: the file with quotes in its name, else f
type Target struct{ Readings []Reading }

// Reading is one way to read an argument.
type Reading struct {
	Path  storage.Path
	Given string // the name as the client wrote it, without quotes around it; replies repeat it
	Part
}

// String is the path of the most literal reading; for STAT and logs.
func (t Target) String() string {
	if len(t.Readings) == 0 {
		return ""
	}
	return string(t.Readings[0].Path)
}

// ParseName reads the argument of HASH and MD5, a name.
func ParseName(arg string, cwd storage.Path) (Target, error) {
	t, err := Target{}.with(arg, Part{}, cwd)
	if name, rest, ok := cutQuoted(arg); err == nil && ok && rest == "" {
		return t.with(name, Part{}, cwd)
	}
	return t, err
}

// ParseTarget reads the argument of XCRC and the like: a name, in quotes or not, and a part of the file.
func ParseTarget(arg string, cwd storage.Path) (Target, error) {
	t, err := Target{}.with(arg, Part{}, cwd)
	if name, rest, ok := cutQuoted(arg); err == nil && ok {
		part, ok := parsePart(strings.Fields(rest))
		if !ok {
			return Target{}, errQuotes
		}
		if part.backward() {
			return Target{}, errBackward
		}
		return t.with(name, part, cwd)
	}
	for n := 1; err == nil && n <= maxNumbers; n++ {
		name, words := cutWords(arg, n)
		if part, ok := parsePart(words); ok && name != "" && !part.backward() {
			t, err = t.with(name, part, cwd)
		}
	}
	return t, err
}

// MaxNames is the most names in one MMD5: more than a client shows at once, and few enough to answer in one line.
const MaxNames = 32

// ParseNames reads the argument of MMD5: names with a comma and a blank between them, in quotes or not
// (draft-twine-ftpmd5 3.2). A comma that no blank follows belongs to a name.
func ParseNames(arg string, cwd storage.Path) (Targets, error) {
	var all Targets
	for rest, more := arg, true; more; {
		var t Target
		var err error
		if name, behind, ok := cutQuoted(rest); ok && (behind == "" || strings.HasPrefix(behind, ",")) {
			if t, err = t.with(strings.TrimSuffix(rest, behind), Part{}, cwd); err == nil {
				t, err = t.with(name, Part{}, cwd)
			}
			_, rest, more = strings.Cut(behind, ",")
			rest = strings.TrimLeft(rest, " ")
		} else {
			name, rest, more = strings.Cut(rest, ", ")
			t, err = t.with(name, Part{}, cwd)
		}
		switch {
		case err != nil:
			return nil, err
		case len(all) == MaxNames:
			return nil, errMany
		}
		all = append(all, t)
	}
	return all, nil
}

// Targets are the files of MMD5.
type Targets []Target

// String is the first of the paths; for STAT and logs.
func (t Targets) String() string {
	if len(t) == 0 {
		return ""
	}
	return t[0].String()
}

// with adds a reading.
func (t Target) with(name string, p Part, cwd storage.Path) (Target, error) {
	path, err := storage.Resolve(cwd, name)
	if err != nil {
		return Target{}, err
	}
	return Target{append(t.Readings, Reading{path, name, p})}, nil
}

// cutWords takes the last n words off, which have blanks before them.
func cutWords(s string, n int) (rest string, words []string) {
	rest = s
	for range n {
		at := strings.LastIndexByte(rest, ' ')
		if at < 0 {
			return "", nil
		}
		words = append([]string{rest[at+1:]}, words...)
		rest = strings.TrimRight(rest[:at], " ")
	}
	return rest, words
}

// maxNumbers is how many numbers say what part of a file is meant.
const maxNumbers = 2

// parsePart reads no, one or two numbers.
func parsePart(words []string) (p Part, ok bool) {
	if len(words) > maxNumbers {
		return Part{}, false
	}
	var numbers [maxNumbers]int64
	for i, w := range words {
		n, err := strconv.ParseUint(w, 10, 63)
		if err != nil {
			return Part{}, false
		}
		numbers[i] = int64(n)
	}
	return Part{Start: numbers[0], End: numbers[1], Bounded: len(words) == maxNumbers}, true
}

// cutQuoted takes a name in double quotes off the front, and the blanks around it.
func cutQuoted(s string) (name, rest string, ok bool) {
	name, rest, ok = quoted.Cut(strings.TrimLeft(s, " "))
	return name, strings.TrimLeft(rest, " "), ok
}
