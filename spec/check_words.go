package spec

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/line"
)

// words reports words of commands that no spelling takes. Whether what is taken is declared is asked by the audit.
func (c *checker) words() {
	takings := c.spec.Takings()
	for i, n := range c.root.get("commands").entries() {
		for _, w := range n.get("words").entries() {
			taken := func(t Taking) bool {
				return t.Command == &c.spec.Commands[i] && (t.Arg == w.word || w.word == wordAny)
			}
			if !slices.ContainsFunc(takings, taken) {
				c.add(w.where(), "", "no command or alias takes %q from the arguments of %q", w.word, n.key)
			}
		}
	}
}

// findable reports a spelling that the runtime would never find.
func (c *checker) findable(spelling string, at Pos) {
	words := strings.Split(spelling, " ")
	if len(words) > line.MaxWords || slices.ContainsFunc(words, func(w string) bool { return len(w) > line.MaxWord }) {
		c.add(at, "", "%q is never found: a spelling has at most %d words of at most %d letters", spelling, line.MaxWords, line.MaxWord)
	}
}
