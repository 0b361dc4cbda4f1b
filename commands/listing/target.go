package listing

import (
	"errors"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/storage"
)

// ErrFacts is the error of [ParseFactList] for a list that is not well formed.
var ErrFacts = errors.New("listing: not a list of facts")

// Chosen marks a set of facts that a client asked for: OPTS MLST without any fact is a choice as well, and differs from
// none made. The functions of this package ignore it.
const Chosen Facts = 1 << 15

// ParseFactList reads the argument of OPTS MLST; the facts are marked as [Chosen].
func ParseFactList(arg string, _ storage.Path) (Facts, error) {
	if !WellFormedFacts(arg) {
		return 0, ErrFacts
	}
	return ParseFacts(arg) | Chosen, nil
}

// OrDefault returns the facts to show: those chosen, or the default ones.
func (f Facts) OrDefault() Facts {
	if f&Chosen == 0 {
		return DefaultFacts
	}
	return f
}

// Target is what the argument of LIST, NLST or STAT asks for. An argument can be read in more ways than one: in "-a
// *.txt" there are an option and a pattern, unless a file has that very name. So a Target has several readings, the
// most literal one first. The first that exists is meant, or the last if none does.
//
//	sub/a     one reading, the path
//	*.txt     the file "*.txt", else the names in the directory that match
//	-a b      the file "-a b", else b with option a
//	-a  b     the file "-a  b", else the file " b", else b with option a
//	-a *      the file "-a *", else the file "*" with option a, else the pattern with option a
//	~         the file "~", else the home
//
// The zero Target has no readings: there was no argument.
type Target struct{ Readings []Reading }

// String is the path, without options; for STAT and logs.
func (t Target) String() string {
	if len(t.Readings) == 0 {
		return ""
	}
	optional := slices.IndexFunc(t.Readings, func(r Reading) bool { return r.Raw != "" })
	return string(t.Readings[max(0, optional)].Path)
}

// Reading is one way to read an argument.
type Reading struct {
	Options
	// Path is what to list; with a pattern, the directory whose entries are matched.
	Path storage.Path
	// Given is the path as the client wrote it, without options; with a pattern, only the part up to and with
	// the last slash. NLST repeats it, so that each line can go into a RETR.
	Given string
	// Matching says that only the entries that match Pattern are asked for.
	Matching bool
	Pattern  Pattern
}

// Prefix is what NLST writes before the names of a directory's entries: the directory as given, with a slash
// behind it, or nothing when the client named none.
func (r Reading) Prefix() string {
	if r.Given == "" || strings.HasSuffix(r.Given, "/") {
		return r.Given
	}
	return r.Given + "/"
}

// Shows says whether the entry of that name is asked for: names that begin with a dot are not, unless by the
// option a or by a pattern that begins with a dot itself.
func (r Reading) Shows(name string) bool {
	if r.Matching {
		return r.Pattern.Match(name)
	}
	return r.All || !strings.HasPrefix(name, ".")
}

// Showing is the reading with the option a.
func (r Reading) Showing() Reading {
	r.All = true
	r.Pattern = r.Pattern.Hidden(true)
	return r
}

// ParseTarget reads the argument of LIST, NLST or STAT. A pattern is only in the last element of the path, one level
// deep. The error is about an impossible path.
func ParseTarget(arg string, cwd storage.Path) (Target, error) {
	var t Target
	options, rest := ParseOptions(arg)
	if p, err := storage.Resolve(cwd, arg); err == nil && options.Raw != "" {
		t.add(Reading{Path: p, Given: arg})
	}
	if given, ok := blanksKept(arg, rest); ok && options.Raw != "" {
		if p, err := storage.Resolve(cwd, given); err == nil {
			t.add(Reading{Options: options, Path: p, Given: given})
		}
	}
	if err := t.addPath(options, rest, cwd); err != nil {
		return Target{}, err
	}
	if rooted, ok := storage.CutHome(rest); ok {
		return t, t.addPath(options, rooted, cwd)
	}
	return t, nil
}

// blanksKept is the path behind options with the blanks before it, of which one parts it from them: they may begin a
// name.
func blanksKept(arg, rest string) (string, bool) {
	options := strings.TrimRight(arg[:len(arg)-len(rest)], " ")
	kept, _ := strings.CutPrefix(arg[len(options):], " ")
	return kept, len(kept) > len(rest)
}

// addPath adds the readings of an argument without options: as a path, and as a pattern if it can be one.
func (t *Target) addPath(options Options, arg string, cwd storage.Path) error {
	exact := Reading{Options: options, Path: cwd, Given: arg}
	if arg != "" {
		p, err := storage.Resolve(cwd, arg)
		if err != nil {
			return err
		}
		exact.Path = p
	}
	t.add(exact)
	if r, ok := patternReading(exact, arg, cwd); ok {
		t.add(r)
	}
	return nil
}

func (t *Target) add(r Reading) { t.Readings = append(t.Readings, r) }

// patternReading reads the last element of a path as a pattern, if it can be one.
func patternReading(exact Reading, arg string, cwd storage.Path) (Reading, bool) {
	at := strings.LastIndexByte(arg, '/') + 1
	dir, last := arg[:at], arg[at:]
	if !HasMeta(last) {
		return Reading{}, false
	}
	pattern, err := Compile(last)
	if err != nil {
		return Reading{}, false
	}
	r := Reading{Options: exact.Options, Path: cwd, Given: dir, Matching: true, Pattern: pattern.Hidden(exact.All)}
	if dir != "" {
		if r.Path, err = storage.Resolve(cwd, dir); err != nil {
			return Reading{}, false
		}
	}
	return r, true
}
