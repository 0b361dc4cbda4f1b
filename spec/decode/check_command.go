package decode

import (
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/capacity"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// command checks one command.
func (c *checker) command(cmd *spec.Command, n *syntax.Node) {
	c.texts(n.Get("help"), nil)
	c.args(cmd, n)
	c.rowNames(n)
	if cmd.By == spec.ByNobody {
		c.spare(n, "nobody answers the command (by: nobody)", "with", "needs", "does", "during", "replies", "feat")
		return
	}
	c.lacks(n, "replies", "something has to be answered; or say `by: nobody`")
	if !c.needs(cmd, n.Get("needs")) {
		return // no reply is ever given
	}
	for i, r := range n.Get("replies").Entries() {
		c.reply(cmd, &cmd.Replies[i], r)
	}
	c.classes(n.Get("replies"))
	if cmd.By == spec.ByTable && len(cmd.Replies) > 1 {
		for _, r := range n.Get("replies").Entries() {
			if r.Get("when") == nil && r.Get(fArgument) == nil {
				c.Add(r.Where(), "", "the table cannot choose: of several replies each needs `when` or `argument`")
			}
		}
	}
	c.named(cmd, n)
	c.shadowed(cmd, n.Get("replies"))
}

// shadowed reports replies that the table never gives because one above takes every case.
func (c *checker) shadowed(cmd *spec.Command, replies *syntax.Node) {
	for i := range cmd.Replies {
		if !cmd.TableGives(&cmd.Replies[i]) {
			continue
		}
		x := c.spec.Scope(cmd, &cmd.Replies[i], spec.KindReply)
		for j := range i {
			above := &cmd.Replies[j]
			if len(above.When)+len(above.Argument) > 0 && above.Covers(&cmd.Replies[i]) && !replies.Items[i].Tainted() && x.Always(above.When) {
				c.Add(replies.Items[i].Where(), "", "never given: %q above it is given wherever this could be", above.Name)
				break
			}
		}
	}
}

// notBuiltin reports a name that would hide a built-in placeholder.
func (c *checker) notBuiltin(name string, at spec.Pos) {
	if slices.Contains(spec.Builtins, name) {
		c.Add(at, "", "nothing can be called %q: the placeholder {%s} has another value", name, name)
	}
}

// args checks the arguments.
func (c *checker) args(cmd *spec.Command, n *syntax.Node) {
	if len(cmd.Args) > capacity.Arguments {
		c.Add(n.Get("arg").Where(), "", "more than %d arguments (capacity.Arguments)", capacity.Arguments)
	}
	for i, a := range n.Get("arg").Entries() {
		c.notBuiltin(a.Key, a.Where())
		t := c.root.Get("types").Get(cmd.Args[i].Type)
		if t == nil {
			continue
		}
		if t.Get("parse") == nil {
			c.Add(a.Pos, "", "type %q has no `parse`, so no argument can have it", t.Key)
		}
		switch follows := i+1 < len(cmd.Args); {
		case follows && cmd.Args[i].Optional:
			c.Add(cmd.Args[i+1].Pos, "", "no argument can follow %q, which is optional", a.Key)
		case follows && !t.Get("word").Flag():
			c.Add(cmd.Args[i+1].Pos, "", "no argument can follow %q, which takes the rest of the line (its type is not `word: true`)", a.Key)
		}
	}
	words, variant := spec.SplitName(cmd.Name)
	if variant == "" {
		return
	}
	if len(cmd.Args) == 0 || cmd.Args[0].Optional {
		c.Add(n.Where(), "", "%q is chosen when an argument follows, so it needs one that is not optional", cmd.Name)
	}
	if base := c.root.Get("commands").Get(words); base.Get("arg") != nil {
		c.Add(base.Get("arg").Where(), "", "with an argument %q is chosen, so %q has none", cmd.Name, words)
	}
}

// rowNames reports replies and needs of one command whose rows would have the same name.
func (c *checker) rowNames(n *syntax.Node) {
	taken := map[string]string{spec.RowDenied: "the language", spec.RowSyntax: "the language", spec.RowNotOffered: "the language",
		spec.RowUnwritten: "the language", spec.RowWaiting: "the language"}
	take := func(name, what string, pos spec.Pos) {
		if by, twice := taken[name]; twice {
			c.Add(pos, "", "a row %q is made by %s already", name, by)
		}
		taken[name] = what
	}
	for _, need := range n.Get("needs").Entries() {
		if name := need.Get("need"); name != nil {
			take(name.Word, "a need", name.Pos)
		} else if name := need.Get("name"); name != nil {
			take(name.Word, "a need", name.Pos)
		}
	}
	for _, r := range n.Get("replies").Entries() {
		take(r.Key, "a reply", r.Where())
	}
}

// needs checks the needs that the command has by itself, and reports whether each can hold where those before it hold.
func (c *checker) needs(cmd *spec.Command, n *syntax.Node) bool {
	x := c.spec.Scope(nil, &spec.Reply{}, spec.KindReply)
	for i, item := range n.Entries() {
		need := &cmd.Needs[i]
		if item.Get("need") == nil {
			c.need(need, item)
		}
		x.Assume(need.When)
		x.Exclude(need.Unless)
		for _, cond := range []spec.Cond{need.When, need.Unless} {
			if at := x.Impossible(cond); at != "" {
				c.Add(item.Where(), "", "need %q can never hold here: %s no state of %q", need.Name, leaves(cmd.Needs[:i], at), at)
				return false
			}
		}
	}
	return true
}

// leaves are the needs that have narrowed the states of a region or policy.
func leaves(needs []spec.Need, region string) string {
	var names []string
	for i := range needs {
		for _, t := range slices.Concat(needs[i].When, needs[i].Unless) {
			if t.Key() == region {
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
func (c *checker) need(need *spec.Need, n *syntax.Node) {
	if n.Tainted() {
		return
	}
	if n.Get("when") == nil && n.Get("unless") == nil {
		c.Add(n.Where(), "", "a need without `when` and `unless` always holds")
	}
	if e := n.Get("else"); e != nil {
		c.row(anyCommand, &need.Else, e, spec.KindNeed)
	}
}

// spellings reports what two commands, or a command and another protocol, would both be called.
func (c *checker) spellings() {
	owner := map[string]string{}
	take := func(spelling, command string, pos spec.Pos) {
		words, variant := spec.SplitName(spelling)
		key := strings.ToUpper(words)
		if variant != "" {
			key += " argument"
		}
		if by, twice := owner[key]; twice {
			c.Add(pos, "", "%q is a spelling of %q already", spelling, by)
			return
		}
		owner[key] = command
		c.lookedUp(spelling, pos)
	}
	for _, n := range c.root.Get("commands").Entries() {
		take(n.Key, n.Key, n.Where())
	}
	for _, n := range c.root.Get("commands").Entries() {
		for _, alias := range n.Get("aliases").Entries() {
			first, _, several := strings.Cut(alias.Word, " ")
			switch other := c.root.Get("commands").Get(alias.Word); {
			case several && first != strings.Fields(n.Key)[0] && c.alone(first):
				c.Add(alias.Pos, "", "%q looks like %q with an argument, which takes none; no spelling of %q begins with its word", alias.Word, first, n.Key)
			case other == nil:
				take(alias.Word, n.Key, alias.Pos)
			case other == n:
				c.Add(alias.Pos, "", "%q is the command itself; an alias is another spelling", alias.Word)
			case slices.Contains(other.Get("aliases").Words(), n.Key):
				c.Add(alias.Pos, "", "%q and %q are each other's alias; one of them has to be the command alone", alias.Word, n.Key)
			default:
				c.Add(alias.Pos, "", "%q is a command of its own (%s), and so no alias of %q", alias.Word, other.Where(), n.Key)
			}
		}
	}
	for _, verb := range c.root.Get("events").Get("foreign").Get("verbs").Entries() {
		for _, by := range owner {
			if first, _, _ := strings.Cut(by, " "); first == verb.Word {
				c.Add(verb.Pos, "", "%q is a command here", verb.Word)
				break
			}
		}
	}
}

// alone reports whether a command is sent without arguments. For a command with arguments the audit reports spellings
// of other commands that take them.
func (c *checker) alone(name string) bool {
	there := false
	for _, n := range c.root.Get("commands").Entries() {
		if words, _ := spec.SplitName(n.Key); words == name {
			there = true
			if n.Get("arg") != nil {
				return false
			}
		}
	}
	return there
}

// features checks the lines of FEAT: each once.
func (c *checker) features() {
	var lines []*syntax.Node
	for _, n := range c.root.Get("commands").Entries() {
		lines = append(lines, n.Get("feat"))
	}
	for _, n := range c.root.Get("features").Entries() {
		lines = append(lines, n.Get("line"))
	}
	var seen []string
	for _, line := range lines {
		if line == nil {
			continue
		}
		if slices.Contains(seen, line.Word) {
			c.Add(line.Where(), "", "FEAT shows %q already", line.Word)
		}
		seen = append(seen, line.Word)
	}
}
