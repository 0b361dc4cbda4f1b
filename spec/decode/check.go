package decode

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/gonames"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// check checks the meaning of a spec whose names are resolved. Faults that may follow from other faults (a definition
// that nothing uses, a state that nothing reaches) are reported only in a spec without others.
func (c *checker) check() {
	c.parts()
	c.spellings()
	c.words()
	c.features()
	if !c.root.Get("regions").Tainted() && !c.root.Get("types").Tainted() && !c.root.Get("languages").Tainted() {
		c.rows()
	}
	if len(c.Errs) == 0 {
		c.uses()
	}
}

// rows checks everything that becomes a row. Regions, types and languages are good.
func (c *checker) rows() {
	c.shared()
	c.lifetimes()
	c.events()
	c.transfer()
	for i, n := range c.root.Get("commands").Entries() {
		if !c.shaky(n) {
			c.command(&c.spec.Commands[i], n)
		}
	}
	c.movers()
}

// shaky reports whether a command has a fault on which its replies might depend.
func (c *checker) shaky(n *syntax.Node) bool {
	if n.Bad {
		return true
	}
	for _, item := range n.Items {
		if item.Key != "replies" && item.Tainted() {
			return true
		}
	}
	for _, item := range n.Get("needs").Entries() {
		if c.root.Get("needs").Get(item.Get("need").Text()).Tainted() {
			return true
		}
	}
	return false
}

// lacks reports an absent key that the field table cannot require.
func (c *checker) lacks(n *syntax.Node, key, why string) {
	if n.Get(key) == nil {
		c.Add(n.Where(), "", "%s needs the key %q: %s", n.Shape.Name, key, why)
	}
}

// spare reports a present key that nothing would consume.
func (c *checker) spare(n *syntax.Node, why string, keys ...string) {
	for _, key := range keys {
		if k := n.Get(key); k != nil {
			c.Add(k.Where(), "", "nothing uses %q here: %s", key, why)
		}
	}
}

// exactly reports names of a closed set that are unknown or missing.
func (c *checker) exactly(n *syntax.Node, what string, want []string) {
	if n == nil {
		return
	}
	for _, item := range n.Items {
		if !slices.Contains(want, item.Key) {
			c.Add(item.Where(), syntax.DidYouMean(item.Key, want), "unknown %s %q", what, item.Key)
		}
	}
	for _, name := range want {
		if n.Get(name) == nil && spec.WantedName(name, c.has) {
			c.Add(n.Where(), "", "%s %q is missing", what, name)
		}
	}
}

// works says whether some reply begins work.
func (c *checker) works() bool { return c.has(spec.ThenWork) }

// has says whether something follows some reply.
func (c *checker) has(then string) bool {
	return slices.ContainsFunc(c.spec.Commands, func(cmd spec.Command) bool {
		return slices.ContainsFunc(cmd.Replies, func(r spec.Reply) bool { return r.Then == then })
	})
}

// texts checks the lines of one text: every language, the same placeholders in each, and a value for each.
func (c *checker) texts(n *syntax.Node, x *spec.Scope) {
	if n.Tainted() || n == nil {
		return
	}
	for _, tag := range c.spec.Languages {
		if n.Get(tag) == nil {
			hint := ""
			if !c.own(n.Where()) {
				hint = "give it in `translations`"
			}
			c.Add(n.Where(), hint, "%s lacks the language %q", n.Key, tag)
		}
	}
	if len(n.Items) == 0 {
		return
	}
	first, count := n.Items[0], len(c.Errs)
	for _, line := range n.Items {
		c.braces(line)
		if a, b := placeholderList(first.Word), placeholderList(line.Word); a != b {
			c.Add(line.Pos, "", "placeholders differ: %s in %q, %s in %q", a, first.Key, b, line.Key)
		}
	}
	if len(c.Errs) > count {
		return
	}
	for _, p := range spec.Placeholders(first.Word) {
		if x == nil {
			c.Add(first.Pos, "", "a placeholder {%s} has no place here", p.Name)
		} else if _, problem := x.Value(p); problem != "" {
			hint := syntax.DidYouMean(p.Name, x.Known())
			if p.Format != "" && gonames.FormatGoType(p.Format) == "" {
				hint = syntax.DidYouMean(p.Format, gonames.FormatNames())
			}
			c.Add(first.Pos, hint, "%s", problem)
		} else if x.Secret(p.Name) {
			c.Add(first.Pos, "", "{%s} is a secret, which no reply shows", p.Name)
		}
	}
}

// braces reports braces that do not enclose a placeholder.
func (c *checker) braces(line *syntax.Node) {
	rest := line.Word
	for _, p := range spec.Placeholders(line.Word) {
		whole := "{" + p.Name + "}"
		if p.Format != "" {
			whole = "{" + p.Name + ":" + p.Format + "}"
		}
		if !grammar.WordName.Matches(p.Name) || !strings.Contains(line.Word, whole) {
			c.Add(line.Pos, "", "a placeholder is {name} or {name:format}; %s is neither", whole)
		}
		rest = strings.Replace(rest, whole, "", 1)
	}
	if strings.ContainsAny(rest, "{}") {
		c.Add(line.Pos, "", "a brace without its partner; a text cannot hold plain braces")
	}
}

// placeholderList is a text's placeholders in alphabetical order, for comparison and messages.
func placeholderList(text string) string {
	var list []string
	for _, p := range spec.Placeholders(text) {
		list = append(list, "{"+strings.TrimSuffix(p.Name+":"+p.Format, ":")+"}")
	}
	if list == nil {
		return "none"
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}
