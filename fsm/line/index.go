package line

import (
	"bytes"
	"strings"
)

// MaxWord is the longest word of a spelling, and MaxWords is how many it has at most. Longer words and further words
// are not looked up: they belong to an argument.
const (
	MaxWord  = 16
	MaxWords = 3
)

// None is the number of no command.
const None = -1

// Spelling is something that clients send for a command.
type Spelling struct {
	Text    string // upper-case words, one blank between them: "TYPE A N"
	Command int    // its number, from 0
	WithArg bool   // it means the command only when an argument follows
	Takes   bool   // the command has arguments
}

// Index finds commands by their spellings. It is read-only.
type Index struct{ verbs map[string]*verb }

// verb is what a first word may mean.
type verb struct {
	plain   int              // without an argument, or with any
	withArg int              // the variant for an argument; None if plain serves both
	longer  map[string]*more // by the words that follow, one blank between them
}

// more is what several words may mean.
type more struct {
	plain   int // as for a verb
	withArg int
	takes   bool // plain has arguments
}

// NewIndex makes an index of spellings.
func NewIndex(all []Spelling) *Index {
	x := &Index{verbs: map[string]*verb{}}
	for _, s := range all {
		first, rest, _ := strings.Cut(s.Text, " ")
		v := x.verbs[first]
		if v == nil {
			v = &verb{plain: None, withArg: None, longer: map[string]*more{}}
			x.verbs[first] = v
		}
		if rest != "" {
			v.add(rest, s)
			continue
		}
		switch {
		case s.WithArg:
			v.withArg = s.Command
		default:
			v.plain = s.Command
		}
	}
	return x
}

// add adds a spelling of several words.
func (v *verb) add(words string, s Spelling) {
	m := v.longer[words]
	if m == nil {
		m = &more{plain: None, withArg: None}
		v.longer[words] = m
	}
	if s.WithArg {
		m.withArg = s.Command
	} else {
		m.plain, m.takes = s.Command, s.Takes
	}
}

// Find looks a line up: the command with the most words that match wins. arg is what follows its words and one blank,
// byte for byte; word is the line's first.
func (x *Index) Find(line []byte) (command int, arg, word []byte) {
	word, arg, _ = bytes.Cut(line, []byte{' '})
	if len(word) > MaxWord {
		return None, nil, word
	}
	var upper [MaxWord]byte
	v := x.verbs[string(AppendUpper(upper[:0], word))]
	if v == nil {
		return None, nil, word
	}
	if len(v.longer) > 0 {
		if c, rest, ok := v.find(arg); ok {
			return c, rest, word
		}
	}
	if v.withArg != None && len(arg) > 0 { // a name may consist of blanks alone
		return v.withArg, arg, word
	}
	return v.plain, arg, word
}

// find tries two further words, then one. A command without arguments matches only the whole line, so that TYPE A T is
// not taken for TYPE A with something behind it.
func (v *verb) find(arg []byte) (command int, rest []byte, ok bool) {
	var upper [2*MaxWord + 1]byte
	one, rest1, ok := cutWord(upper[:0], arg)
	if !ok {
		return None, nil, false
	}
	if two, rest2, ok := cutWord(append(one, ' '), rest1); ok {
		if m := v.longer[string(two)]; m != nil {
			if c, fits := m.of(rest2); fits {
				return c, rest2, true
			}
		}
	}
	if m := v.longer[string(one)]; m != nil {
		if c, fits := m.of(rest1); fits || v.plain == None {
			return c, rest1, true
		}
	}
	return None, nil, false
}

// of is the command before some argument, and whether it takes that.
func (m *more) of(rest []byte) (command int, fits bool) {
	if m.withArg != None && (len(rest) > 0 || m.plain == None) {
		return m.withArg, true
	}
	return m.plain, m.takes || Blank(rest)
}

// Blank reports whether an argument is none to a command that takes none.
func Blank(arg []byte) bool { return len(bytes.TrimLeft(arg, " ")) == 0 }

// cutWord appends the next word in upper case; rest is what follows it and one blank.
func cutWord(dst, arg []byte) (word, rest []byte, ok bool) {
	arg = bytes.TrimLeft(arg, " ")
	w, rest, _ := bytes.Cut(arg, []byte{' '})
	if len(w) == 0 || len(w) > MaxWord {
		return nil, nil, false
	}
	return AppendUpper(dst, w), rest, true
}

// AppendUpper appends b in upper case; other bytes than a to z stay as they are, in every locale.
func AppendUpper(dst, b []byte) []byte {
	for _, c := range b {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}
