package decode

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// words reports words of commands that no spelling takes. The audit checks that words which a spelling takes are
// declared.
func (c *checker) words() {
	takings := c.spec.Takings()
	for i, n := range c.root.Get("commands").Entries() {
		for _, w := range n.Get("words").Entries() {
			taken := func(t spec.Taking) bool {
				return t.Command == &c.spec.Commands[i] && (t.Arg == w.Word || w.Word == spec.WordAny)
			}
			if !slices.ContainsFunc(takings, taken) {
				c.Add(w.Where(), "", "no command or alias takes %q from the arguments of %q", w.Word, n.Key)
			}
		}
	}
}
