package spec

import (
	"slices"
	"strings"
)

// check checks the meaning of a spec whose names are resolved. Faults that may follow from other faults (a definition
// that nothing uses, a state that nothing reaches) are reported only in a spec without others.
func (c *checker) check() {
	c.parts()
	c.spellings()
	c.words()
	c.features()
	if !c.root.get("regions").tainted() && !c.root.get("types").tainted() && !c.root.get("languages").tainted() {
		c.rows()
	}
	if len(c.errs) == 0 {
		c.uses()
	}
}

// rows checks everything that becomes a row. Regions, types and languages are good.
func (c *checker) rows() {
	c.shared()
	c.lifetimes()
	c.events()
	c.transfer()
	for i, n := range c.root.get("commands").entries() {
		if !c.shaky(n) {
			c.command(&c.spec.Commands[i], n)
		}
	}
	c.movers()
}

// shaky reports whether a command has a fault on which its replies might depend.
func (c *checker) shaky(n *node) bool {
	if n.bad {
		return true
	}
	for _, item := range n.items {
		if item.key != "replies" && item.tainted() {
			return true
		}
	}
	for _, item := range n.get("needs").entries() {
		if c.root.get("needs").get(item.get("need").text()).tainted() {
			return true
		}
	}
	return false
}

// lacks reports an absent key that the field table cannot require.
func (c *checker) lacks(n *node, key, why string) {
	if n.get(key) == nil {
		c.add(n.where(), "", "%s needs the key %q: %s", n.shape.name, key, why)
	}
}

// spare reports a present key that nothing would consume.
func (c *checker) spare(n *node, why string, keys ...string) {
	for _, key := range keys {
		if k := n.get(key); k != nil {
			c.add(k.where(), "", "nothing uses %q here: %s", key, why)
		}
	}
}

// exactly reports names of a closed set that are unknown or missing.
func (c *checker) exactly(n *node, what string, want []string) {
	if n == nil {
		return
	}
	for _, item := range n.items {
		if !slices.Contains(want, item.key) {
			c.add(item.where(), didYouMean(item.key, want), "unknown %s %q", what, item.key)
		}
	}
	for _, name := range want {
		if n.get(name) == nil && WantedName(name, c.has) {
			c.add(n.where(), "", "%s %q is missing", what, name)
		}
	}
}

// works says whether some reply begins work.
func (c *checker) works() bool { return c.has(thenWork) }

// has says whether something follows some reply.
func (c *checker) has(then string) bool {
	return slices.ContainsFunc(c.spec.Commands, func(cmd Command) bool {
		return slices.ContainsFunc(cmd.Replies, func(r Reply) bool { return r.Then == then })
	})
}

// texts checks the lines of one text: every language, the same placeholders in each, and a value for each.
func (c *checker) texts(n *node, x *scope) {
	if n.tainted() || n == nil {
		return
	}
	for _, tag := range c.spec.Languages {
		if n.get(tag) == nil {
			hint := ""
			if !c.own(n.where()) {
				hint = "give it in `translations`"
			}
			c.add(n.where(), hint, "%s lacks the language %q", n.key, tag)
		}
	}
	if len(n.items) == 0 {
		return
	}
	first, count := n.items[0], len(c.errs)
	for _, line := range n.items {
		c.braces(line)
		if a, b := placeholderList(first.word), placeholderList(line.word); a != b {
			c.add(line.pos, "", "placeholders differ: %s in %q, %s in %q", a, first.key, b, line.key)
		}
	}
	if len(c.errs) > count {
		return
	}
	for _, p := range Placeholders(first.word) {
		if x == nil {
			c.add(first.pos, "", "a placeholder {%s} has no place here", p.Name)
		} else if _, problem := x.value(p); problem != "" {
			hint := didYouMean(p.Name, x.known())
			if p.Format != "" && FormatGoType(p.Format) == "" {
				hint = didYouMean(p.Format, formatNames())
			}
			c.add(first.pos, hint, "%s", problem)
		} else if x.secret(p.Name) {
			c.add(first.pos, "", "{%s} is a secret, which no reply shows", p.Name)
		}
	}
}

// braces reports braces that do not enclose a placeholder.
func (c *checker) braces(line *node) {
	rest := line.word
	for _, p := range Placeholders(line.word) {
		whole := "{" + p.Name + "}"
		if p.Format != "" {
			whole = "{" + p.Name + ":" + p.Format + "}"
		}
		if !wName.matches(p.Name) || !strings.Contains(line.word, whole) {
			c.add(line.pos, "", "a placeholder is {name} or {name:format}; %s is neither", whole)
		}
		rest = strings.Replace(rest, whole, "", 1)
	}
	if strings.ContainsAny(rest, "{}") {
		c.add(line.pos, "", "a brace without its partner; a text cannot hold plain braces")
	}
}

// placeholderList is a text's placeholders in alphabetical order, for comparison and messages.
func placeholderList(text string) string {
	var list []string
	for _, p := range Placeholders(text) {
		list = append(list, "{"+strings.TrimSuffix(p.Name+":"+p.Format, ":")+"}")
	}
	if list == nil {
		return "none"
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// known are the names that have a value in the scope without being parameters.
func (x *scope) known() []string {
	known := slices.Clone(x.sets)
	if x.command != nil {
		known = append(known, builtins...)
	}
	if x.args && x.command != nil {
		for _, a := range x.command.Args {
			known = append(known, a.Name)
		}
		for i := range x.spec.Regions {
			for j := range x.spec.Regions[i].Carries {
				if k := &x.spec.Regions[i].Carries[j]; x.rides(&x.spec.Regions[i], k) {
					known = append(known, k.Name)
				}
			}
		}
	}
	return known
}

// formatNames are the names of the formats.
func formatNames() []string {
	var list []string
	for _, f := range formats {
		list = append(list, f.name)
	}
	return list
}
