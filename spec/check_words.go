package spec

import "slices"

// words reports words of commands that no spelling takes. The audit checks that words which a spelling takes are
// declared.
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
