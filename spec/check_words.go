package spec

import (
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/line"
)

// taken reports spellings of several words that take what might be an argument of a shorter command, where that command
// does not say so: with a command or alias EPSV 1, clients that ask for IPv4 get something else.
func (c *checker) taken() {
	used := map[*node][]string{}
	commands := c.root.get("commands").entries()
	if len(commands) != len(c.spec.Commands) {
		return
	}
	all := c.spec.Spellings()
	for i, s := range all {
		at := spelled(commands[s.Command], s.Text)
		if !c.found(s.Text, at) || !strings.Contains(s.Text, " ") || s.WithArg {
			continue
		}
		// Who would have the line if it were not for this spelling?
		others := line.NewIndex(slices.Concat(all[:i], all[i+1:]))
		owner, arg, _ := others.Find([]byte(s.Text))
		if owner == line.None || len(c.spec.Commands[owner].Args) == 0 {
			continue
		}
		n := commands[owner]
		if words := c.spec.Commands[owner].Words; slices.Contains(words, string(arg)) || slices.Contains(words, wordAny) {
			used[n] = append(used[n], string(arg))
			continue
		}
		c.add(at, "", "%q takes what may be an argument of %q; where that is meant, %q says `words: [%s]`", s.Text, n.key, n.key, quoteNumber(string(arg)))
	}
	for _, n := range commands {
		for _, w := range n.get("words").entries() {
			if !slices.Contains(used[n], w.word) && (w.word != wordAny || used[n] == nil) {
				c.add(w.where(), "", "no command or alias takes %q from the arguments of %q", w.word, n.key)
			}
		}
	}
}

// found reports whether the runtime finds a spelling, and adds a fault if it does not.
func (c *checker) found(spelling string, at Pos) bool {
	words := strings.Split(spelling, " ")
	if len(words) > line.MaxWords || slices.ContainsFunc(words, func(w string) bool { return len(w) > line.MaxWord }) {
		c.add(at, "", "%q is never found: a spelling has at most %d words of at most %d letters", spelling, line.MaxWords, line.MaxWord)
		return false
	}
	return true
}

// spelled is where a command's spelling stands.
func spelled(n *node, spelling string) Pos {
	for _, alias := range n.get("aliases").entries() {
		if alias.word == spelling {
			return alias.pos
		}
	}
	return n.where()
}

// quoteNumber quotes what YAML would take for a number.
func quoteNumber(word string) string {
	if _, err := strconv.ParseFloat(word, 64); err == nil {
		return strconv.Quote(word)
	}
	return word
}
