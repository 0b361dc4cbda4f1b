package listing

import "strings"

// harmless are the letters of ls that clients send and that cost nothing to
// accept: a, A, d, l and R are honoured; the others, about columns and order, are
// ignored. None takes a value. A word with any other letter is a name.
const harmless = "aAlL1CdFghinopqrRsStTuc"

// Options are the options of ls at the front of an argument of LIST or NLST.
type Options struct {
	All  bool // -a or -A: show names that begin with a dot
	Long bool // -l: long lines, also from NLST
	Self bool // -d: a directory itself, not what is in it
	Deep bool // -R: LIST shows what is below a directory too; NLST does not, since each of its lines is to feed a RETR

	// Raw is the whole argument if options were taken from it, else empty. It
	// may be the name of a file, -a or "-l x": the caller looks first whether
	// that exists, and then lists it. Otherwise such a file is ./-a.
	Raw string
}

// ParseOptions splits an argument of LIST or NLST into options and path. Words
// at the front that are a "-" and letters of a small known set are options; a
// word "--" ends them and belongs to them. The blanks before, between and
// directly after options are taken with them; the rest, which may be empty, is
// the path with all its other blanks.
//
//	-la           All, Long, ""          -a my file    All, "my file"
//	-x            "-x"                   -l -x         Long, "-x"
//	my -l         "my -l"                -- -l         "-l"
func ParseOptions(arg string) (o Options, rest string) {
	rest = arg
	for {
		word, after, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
		if !isOption(word) {
			return o, rest
		}
		o.Raw = arg
		o.All = o.All || strings.ContainsAny(word, "aA")
		o.Long = o.Long || strings.Contains(word, "l")
		o.Self = o.Self || strings.Contains(word, "d")
		o.Deep = o.Deep || strings.Contains(word, "R")
		rest = strings.TrimLeft(after, " ")
		if word == "--" {
			return o, rest
		}
	}
}

// isOption reports whether word is a "-" and harmless letters, or "--".
func isOption(word string) bool {
	if len(word) < 2 || word[0] != '-' {
		return false
	}
	return word == "--" || strings.Trim(word[1:], harmless) == ""
}
