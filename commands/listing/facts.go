package listing

import "strings"

// Facts is a set of the facts that MLST and MLSD show (RFC 3659 7.5).
type Facts uint16

// The facts that can be shown, in the order in which they are.
const (
	FactType   Facts = 1 << iota // file, dir, cdir, pdir or OS.unix=kind (7.5.1)
	FactSize                     // octets of a regular file (7.5.7)
	FactModify                   // last change, UTC (7.5.3)
	FactPerm                     // what the user may do (7.5.5)
	FactUnique                   // the object's identity (7.5.2)
	FactMode                     // UNIX.mode, permission bits in octal
)

// DefaultFacts is what a session shows until OPTS MLST says otherwise: the
// five of RFC 3659 7.5.10. UNIX.mode comes on request.
const DefaultFacts = FactType | FactSize | FactModify | FactPerm | FactUnique

// factNames names the facts, bit by bit.
var factNames = [...]string{"type", "size", "modify", "perm", "unique", "UNIX.mode"}

// ParseFacts reads the list of OPTS MLST: names in any case, each ended by a
// semicolon, which may lack at the end. Unknown names are passed over (RFC
// 3659 7.9), so an empty list is no facts at all. It does not judge the form of
// the list; that is [WellFormedFacts].
func ParseFacts(s string) Facts {
	var f Facts
	for name := range strings.SplitSeq(s, ";") {
		for bit, known := range factNames {
			if len(name) == len(known) && strings.EqualFold(name, known) { // ASCII letters only
				f |= 1 << bit
			}
		}
	}
	return f
}

// WellFormedFacts reports whether s is a list that OPTS MLST may have: empty,
// or fact names with a semicolon after each, which may lack after the last
// (RFC 3659 7.9). A name is one or more visible characters but no "=". Other
// lists must be refused and change nothing (7.9.2).
func WellFormedFacts(s string) bool {
	if s == "" {
		return true
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(s, ";"), ";") {
		if name == "" {
			return false
		}
		for i := range len(name) {
			if c := name[i]; c <= ' ' || c == '=' || c == 0x7f {
				return false
			}
		}
	}
	return true
}

// Names lists the facts of f in canonical order, each ended by a semicolon:
// "type;size;". The answer to OPTS MLST shows this.
func (f Facts) Names() string {
	var b strings.Builder
	for bit, name := range factNames {
		if f&(1<<bit) != 0 {
			b.WriteString(name)
			b.WriteByte(';')
		}
	}
	return b.String()
}

// FeatMLST lists all facts that can be shown, with an asterisk at those of
// enabled: "type*;size*;modify*;perm*;unique*;UNIX.mode;". The line of FEAT
// shows this after the word MLST (RFC 3659 7.8).
func FeatMLST(enabled Facts) string {
	var b strings.Builder
	for bit, name := range factNames {
		b.WriteString(name)
		if enabled&(1<<bit) != 0 {
			b.WriteByte('*')
		}
		b.WriteByte(';')
	}
	return b.String()
}
