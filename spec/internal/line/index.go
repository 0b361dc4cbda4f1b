package line

import (
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// Index finds commands by their spellings.
type Index struct {
	plain   map[string]*spec.Command // "TYPE", "TYPE A", "XCWD"
	withArg map[string]*spec.Command // "STAT" when an argument follows
}

// NewIndex makes an index of a spec's commands and their aliases.
func NewIndex(s *spec.Spec) *Index {
	x := &Index{plain: map[string]*spec.Command{}, withArg: map[string]*spec.Command{}}
	for i := range s.Commands {
		c := &s.Commands[i]
		in := x.plain
		if c.Variant() != "" {
			in = x.withArg
		}
		in[c.Spelling()] = c
		for _, alias := range c.Aliases {
			in[alias] = c
		}
	}
	return x
}

// maxWords is how many words a spelling may have beside the first, as in the runtime.
const maxWords = 2

// Find is the command of a line and its argument; nil for a line that is no command.
func (x *Index) Find(text string) (c *spec.Command, arg string) {
	verb, rest, _ := strings.Cut(text, " ")
	verb = upper(verb)
	plain, withArg := x.plain[verb], x.withArg[verb]
	words, after := strings.SplitN(rest, " ", maxWords+1), make([]string, 0, maxWords)
	for i := range words {
		after = append(after, strings.Join(words[i+1:], " "))
	}
	for n := min(maxWords, len(words)); n > 0; n-- {
		longer := x.plain[verb+" "+upper(strings.Join(words[:n], " "))]
		if longer == nil {
			continue
		}
		if len(longer.Args) > 0 || blank(after[n-1]) || n == 1 && plain == nil {
			return longer, after[n-1]
		}
	}
	if withArg != nil && !blank(rest) {
		return withArg, rest
	}
	return plain, rest
}

// upper folds ASCII letters alone: other letters are no part of a command.
func upper(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

func blank(s string) bool { return strings.Trim(s, " ") == "" }
