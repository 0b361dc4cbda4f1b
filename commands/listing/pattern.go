package listing

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxPattern is the greatest length of a pattern in bytes. No name on the
// common file systems is longer than 255 bytes, and the length bounds the work
// for each name (see [Pattern.Match]).
const maxPattern = 256

// ErrPattern is wrapped by every error of [Compile]. Such an argument can
// still be the name of a file.
var ErrPattern = errors.New("listing: not a pattern")

// Pattern is a compiled pattern for the names in one directory, as in LIST
// *.txt. The zero value matches nothing but the empty name.
//
//   - any bytes, also none        [a-z0]   one character of the set
//     ?       one character               [!a-z]   one character not of the set
//     \c      the character c itself      [^a-z]   the same
//
// A character is a code point of UTF-8, or a byte that is no valid UTF-8. In
// a set a "]" that comes first and a "-" that comes first or last stand for
// themselves. There are no braces and no pattern for several levels of
// directories: both make the work grow without bound.
type Pattern struct {
	tokens []token
	ranges []runeRange // of all sets, one after the other
	least  int         // bytes that a match has at least
	hidden bool        // names that begin with a dot can match
}

// token is one step of a pattern.
type token struct {
	kind    tokenKind
	literal byte   // of kind literal
	negated bool   // of kind set
	lo, hi  uint16 // of kind set: its part of the ranges
}

type tokenKind uint8

const (
	literal tokenKind = iota // one byte
	anyOne                   // one character
	set                      // one character of a set
	star                     // any bytes
)

// runeRange is a part of a set, both ends included.
type runeRange struct{ lo, hi rune }

// HasMeta reports whether s has a character that can make it a pattern and
// not a name. A backslash alone does not.
func HasMeta(s string) bool { return strings.ContainsAny(s, "*?[") }

// Compile reads a pattern. It fails, with an error that wraps [ErrPattern], on
// a pattern of more than 256 bytes, a set without end, a backslash at the end,
// and a slash: the caller lists one directory and matches the names in it.
func Compile(s string) (Pattern, error) {
	var p Pattern
	if len(s) > maxPattern {
		return Pattern{}, fmt.Errorf("%w: longer than %d bytes", ErrPattern, maxPattern)
	}
	if strings.IndexByte(s, '/') >= 0 {
		return Pattern{}, fmt.Errorf("%w: more than one level", ErrPattern)
	}
	for rest := s; rest != ""; {
		c := rest[0]
		rest = rest[1:]
		switch c {
		case '*':
			if n := len(p.tokens); n == 0 || p.tokens[n-1].kind != star {
				p.tokens = append(p.tokens, token{kind: star})
			}
			continue
		case '?':
			p.tokens = append(p.tokens, token{kind: anyOne})
		case '[':
			var ok bool
			if rest, ok = p.addSet(rest); !ok {
				return Pattern{}, fmt.Errorf("%w: set without end", ErrPattern)
			}
		case '\\':
			if rest == "" {
				return Pattern{}, fmt.Errorf("%w: backslash at the end", ErrPattern)
			}
			c, rest = rest[0], rest[1:]
			fallthrough
		default:
			p.tokens = append(p.tokens, token{kind: literal, literal: c})
		}
		p.least++
	}
	p.hidden = len(p.tokens) > 0 && p.tokens[0].kind == literal && p.tokens[0].literal == '.'
	return p, nil
}

// addSet reads a set up to and with its "]" and returns what follows.
func (p *Pattern) addSet(s string) (rest string, ok bool) {
	t := token{kind: set, lo: uint16(len(p.ranges))}
	if s != "" && (s[0] == '!' || s[0] == '^') {
		t.negated = true
		s = s[1:]
	}
	for first := true; ; first = false {
		if !first && s != "" && s[0] == ']' {
			t.hi = uint16(len(p.ranges))
			p.tokens = append(p.tokens, t)
			return s[1:], true
		}
		var r runeRange
		if r.lo, s, ok = member(s); !ok {
			return "", false
		}
		r.hi = r.lo
		if len(s) > 1 && s[0] == '-' && s[1] != ']' {
			if r.hi, s, ok = member(s[1:]); !ok {
				return "", false
			}
		}
		p.ranges = append(p.ranges, r)
	}
}

// member reads one character of a set.
func member(s string) (r rune, rest string, ok bool) {
	if s != "" && s[0] == '\\' {
		s = s[1:]
	}
	if s == "" {
		return 0, "", false
	}
	r, n := character(s)
	return r, s[n:], true
}

// character returns the character that s, which is not empty, begins with and
// its length. A byte that is no valid UTF-8 gets a number that no code point
// has: a surrogate.
func character(s string) (rune, int) {
	const surrogates = 0xdc00
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 {
		return surrogates + rune(s[0]), 1
	}
	return r, n
}

// Hidden returns a pattern in which names that begin with a dot match like
// others if show is true, as LIST -a wants. As compiled, they match only if
// the pattern itself begins with a dot.
func (p Pattern) Hidden(show bool) Pattern {
	p.hidden = p.hidden || show
	return p
}

// Match reports whether the whole of name matches.
//
// It takes at most (len(name)+1) * (length of the pattern + 1) steps. Only the
// last star met is ever retried, one byte of name further each time: earlier
// stars need not take more, for what follows them has already matched as far
// left as possible. The place of the retry never moves left, so there are at
// most len(name) retries, and between two of them each token steps once.
func (p Pattern) Match(name string) bool {
	if len(name) < p.least || !p.hidden && name != "" && name[0] == '.' {
		return false
	}
	at, next := 0, 0        // the place in name, the token
	afterStar, from := 0, 0 // the token after the last star, and where it is tried
	for at < len(name) {
		if next < len(p.tokens) {
			if p.tokens[next].kind == star {
				next++
				if next == len(p.tokens) {
					return true
				}
				afterStar, from = next, at
				continue
			}
			if n := p.step(p.tokens[next], name[at:]); n > 0 {
				at += n
				next++
				continue
			}
		}
		if afterStar == 0 {
			return false
		}
		from++
		at, next = from, afterStar
	}
	if next < len(p.tokens) && p.tokens[next].kind == star {
		next++
	}
	return next == len(p.tokens)
}

// step returns how many bytes at the front of s, which is not empty, t takes;
// 0 if it does not match.
func (p *Pattern) step(t token, s string) int {
	if t.kind == literal {
		if s[0] == t.literal {
			return 1
		}
		return 0
	}
	r, n := character(s)
	if t.kind == anyOne {
		return n
	}
	for _, span := range p.ranges[t.lo:t.hi] {
		if span.lo <= r && r <= span.hi {
			if t.negated {
				return 0
			}
			return n
		}
	}
	if t.negated {
		return n
	}
	return 0
}
