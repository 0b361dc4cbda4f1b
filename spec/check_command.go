package spec

import (
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/capacity"
)

// command checks one command.
func (c *checker) command(cmd *Command, n *node) {
	c.texts(n.get("help"), nil)
	c.args(cmd, n)
	c.rowNames(n)
	if cmd.By == ByNobody {
		c.spare(n, "nobody answers the command (by: nobody)", "with", "needs", "does", "during", "replies", "feat")
		return
	}
	c.lacks(n, "replies", "something has to be answered; or say `by: nobody`")
	if !c.needs(cmd, n.get("needs")) {
		return // no reply is ever given
	}
	for i, r := range n.get("replies").entries() {
		c.reply(cmd, &cmd.Replies[i], r)
	}
	c.classes(n.get("replies"))
	if cmd.By == ByTable && len(cmd.Replies) > 1 {
		for _, r := range n.get("replies").entries() {
			if r.get("when") == nil && r.get(fArgument) == nil {
				c.add(r.where(), "", "the table cannot choose: of several replies each needs `when` or `argument`")
			}
		}
	}
	c.named(cmd, n)
	c.shadowed(cmd, n.get("replies"))
}

// shadowed reports replies that the table never gives because one above takes every case.
func (c *checker) shadowed(cmd *Command, replies *node) {
	for i := range cmd.Replies {
		if !cmd.tableGives(&cmd.Replies[i]) {
			continue
		}
		x := c.spec.scope(cmd, &cmd.Replies[i], KindReply)
		for j := range i {
			above := &cmd.Replies[j]
			if len(above.When)+len(above.Argument) > 0 && above.covers(&cmd.Replies[i]) && !replies.items[i].tainted() && x.always(above.When) {
				c.add(replies.items[i].where(), "", "never given: %q above it is given wherever this could be", above.Name)
				break
			}
		}
	}
}

// notBuiltin reports a name that would hide a built-in placeholder.
func (c *checker) notBuiltin(name string, at Pos) {
	if slices.Contains(builtins, name) {
		c.add(at, "", "nothing can be called %q: the placeholder {%s} has another value", name, name)
	}
}

// args checks the arguments.
func (c *checker) args(cmd *Command, n *node) {
	if len(cmd.Args) > capacity.Arguments {
		c.add(n.get("arg").where(), "", "more than %d arguments (capacity.Arguments)", capacity.Arguments)
	}
	for i, a := range n.get("arg").entries() {
		c.notBuiltin(a.key, a.where())
		t := c.root.get("types").get(cmd.Args[i].Type)
		if t == nil {
			continue
		}
		if t.get("parse") == nil {
			c.add(a.pos, "", "type %q has no `parse`, so no argument can have it", t.key)
		}
		switch follows := i+1 < len(cmd.Args); {
		case follows && cmd.Args[i].Optional:
			c.add(cmd.Args[i+1].Pos, "", "no argument can follow %q, which is optional", a.key)
		case follows && !t.get("word").flag():
			c.add(cmd.Args[i+1].Pos, "", "no argument can follow %q, which takes the rest of the line (its type is not `word: true`)", a.key)
		}
	}
	words, variant := splitName(cmd.Name)
	if variant == "" {
		return
	}
	if len(cmd.Args) == 0 || cmd.Args[0].Optional {
		c.add(n.where(), "", "%q is chosen when an argument follows, so it needs one that is not optional", cmd.Name)
	}
	if base := c.root.get("commands").get(words); base.get("arg") != nil {
		c.add(base.get("arg").where(), "", "with an argument %q is chosen, so %q has none", cmd.Name, words)
	}
}

// rowNames reports replies and needs of one command whose rows would have the same name.
func (c *checker) rowNames(n *node) {
	taken := map[string]string{rowDenied: "the language", rowSyntax: "the language", rowNotOffered: "the language",
		rowUnwritten: "the language", rowWaiting: "the language"}
	take := func(name, what string, pos Pos) {
		if by, twice := taken[name]; twice {
			c.add(pos, "", "a row %q is made by %s already", name, by)
		}
		taken[name] = what
	}
	for _, need := range n.get("needs").entries() {
		if name := need.get("need"); name != nil {
			take(name.word, "a need", name.pos)
		} else if name := need.get("name"); name != nil {
			take(name.word, "a need", name.pos)
		}
	}
	for _, r := range n.get("replies").entries() {
		take(r.key, "a reply", r.where())
	}
}

// needs checks the needs that the command has by itself, and reports whether each can hold where those before it hold.
func (c *checker) needs(cmd *Command, n *node) bool {
	x := c.spec.scope(nil, &Reply{}, KindReply)
	for i, item := range n.entries() {
		need := &cmd.Needs[i]
		if item.get("need") == nil {
			c.need(need, item)
		}
		x.assume(need.When)
		x.exclude(need.Unless)
		for _, cond := range []Cond{need.When, need.Unless} {
			if at := x.impossible(cond); at != "" {
				c.add(item.where(), "", "need %q can never hold here: %s no state of %q", need.Name, leaves(cmd.Needs[:i], at), at)
				return false
			}
		}
	}
	return true
}

// leaves are the needs that have narrowed the states of a region or policy.
func leaves(needs []Need, region string) string {
	var names []string
	for i := range needs {
		for _, t := range slices.Concat(needs[i].When, needs[i].Unless) {
			if t.key() == region {
				names = append(names, strconv.Quote(needs[i].Name))
			}
		}
	}
	switch len(names) {
	case 0:
		return "it leaves"
	case 1:
		return names[0] + " before it leaves"
	}
	return strings.Join(names, " and ") + " before it leave"
}

// need checks one need.
func (c *checker) need(need *Need, n *node) {
	if n.tainted() {
		return
	}
	if n.get("when") == nil && n.get("unless") == nil {
		c.add(n.where(), "", "a need without `when` and `unless` always holds")
	}
	if e := n.get("else"); e != nil {
		c.row(anyCommand, &need.Else, e, KindNeed)
	}
}

// spellings reports what two commands, or a command and another protocol, would both be called.
func (c *checker) spellings() {
	owner := map[string]string{}
	take := func(spelling, command string, pos Pos) {
		words, variant := splitName(spelling)
		key := strings.ToUpper(words)
		if variant != "" {
			key += " argument"
		}
		if by, twice := owner[key]; twice {
			c.add(pos, "", "%q is a spelling of %q already", spelling, by)
			return
		}
		owner[key] = command
		c.lookedUp(spelling, pos)
	}
	for _, n := range c.root.get("commands").entries() {
		take(n.key, n.key, n.where())
	}
	for _, n := range c.root.get("commands").entries() {
		for _, alias := range n.get("aliases").entries() {
			first, _, several := strings.Cut(alias.word, " ")
			switch other := c.root.get("commands").get(alias.word); {
			case several && first != strings.Fields(n.key)[0] && c.alone(first):
				c.add(alias.pos, "", "%q looks like %q with an argument, which takes none; no spelling of %q begins with its word", alias.word, first, n.key)
			case other == nil:
				take(alias.word, n.key, alias.pos)
			case other == n:
				c.add(alias.pos, "", "%q is the command itself; an alias is another spelling", alias.word)
			case slices.Contains(other.get("aliases").words(), n.key):
				c.add(alias.pos, "", "%q and %q are each other's alias; one of them has to be the command alone", alias.word, n.key)
			default:
				c.add(alias.pos, "", "%q is a command of its own (%s), and so no alias of %q", alias.word, other.where(), n.key)
			}
		}
	}
	for _, verb := range c.root.get("events").get("foreign").get("verbs").entries() {
		for _, by := range owner {
			if first, _, _ := strings.Cut(by, " "); first == verb.word {
				c.add(verb.pos, "", "%q is a command here", verb.word)
				break
			}
		}
	}
}

// alone reports whether a command is sent without arguments. For a command with arguments the audit reports spellings
// of other commands that take them.
func (c *checker) alone(name string) bool {
	there := false
	for _, n := range c.root.get("commands").entries() {
		if words, _ := splitName(n.key); words == name {
			there = true
			if n.get("arg") != nil {
				return false
			}
		}
	}
	return there
}

// features checks the lines of FEAT: each once.
func (c *checker) features() {
	var lines []*node
	for _, n := range c.root.get("commands").entries() {
		lines = append(lines, n.get("feat"))
	}
	for _, n := range c.root.get("features").entries() {
		lines = append(lines, n.get("line"))
	}
	var seen []string
	for _, line := range lines {
		if line == nil {
			continue
		}
		if slices.Contains(seen, line.word) {
			c.add(line.where(), "", "FEAT shows %q already", line.word)
		}
		seen = append(seen, line.word)
	}
}
