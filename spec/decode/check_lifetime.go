package decode

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// actor checks a word that names rows, commands or capabilities, and reports whether conclusions may be drawn from it.
func (c *checker) actor(what grammar.Ref, word string, pos spec.Pos) bool {
	switch first := word[0]; {
	case strings.Contains(word, "."):
		return c.matched(grammar.RefCapability, word, pos, "no capability matches %q", func(name string) bool { return spec.MatchesPattern(word, name) })
	case first >= 'a' && first <= 'z':
		return c.event(what, word, pos)
	case what == grammar.RefEnder:
		return c.replyNamed(word, pos)
	}
	return c.matched(grammar.RefCommand, word, pos, "unknown command %q", func(name string) bool { return spec.Covers(word, name) })
}

// event checks the name of an event, or of the data phase where it may stand.
func (c *checker) event(what grammar.Ref, word string, pos spec.Pos) bool {
	events := c.root.Get("events")
	known := events.Keys()
	if what == grammar.RefMover {
		known = append(known, spec.MoverTransfer)
	}
	if slices.Contains(known, word) {
		return true
	}
	if events != nil && !events.Bad {
		c.Add(pos, syntax.DidYouMean(word, known), "unknown event %q", word)
	}
	return false
}

// replyNamed checks the name of a command, or of a command and one of its replies.
func (c *checker) replyNamed(word string, pos spec.Pos) bool {
	commands := c.root.Get("commands")
	if commands.Get(word) != nil {
		return true
	}
	command, reply := word, ""
	if i := strings.LastIndexByte(word, ' '); i > 0 {
		command, reply = word[:i], word[i+1:]
	}
	switch target := commands.Get(command); {
	case target == nil:
		return c.name(grammar.RefCommand, word, "", pos)
	case target.Get("replies").Get(reply) != nil:
		return true
	case !target.Tainted():
		c.Add(pos, syntax.DidYouMean(reply, target.Get("replies").Keys()), "%q has no reply %q", command, reply)
	}
	return false
}

// lifetimes checks the declared lifetimes.
func (c *checker) lifetimes() {
	for _, n := range c.root.Get("lifetimes").Entries() {
		builtin := slices.Contains(spec.BuiltinLifetimes(), n.Key)
		switch within := n.Get("within"); {
		case n.Tainted():
		case n.Key == spec.LastsSession:
			c.Add(n.Where(), "", "nothing can be said of %q, which nothing ends but its end", n.Key)
		case !builtin && n.Get("ends") == nil && n.Get("answers") == nil:
			c.Add(n.Where(), "", "nothing ends %q by itself: it has neither `ends` nor `answers`", n.Key)
		case within == nil:
		case within.Word == spec.LastsSession:
			c.Add(within.Where(), "", "everything lies within the session")
		case c.spec.Within(within.Word, n.Key):
			c.Add(within.Where(), "", "%q lies within %q itself", within.Word, n.Key)
		}
	}
}

// lasting checks how long a region lasts, and that it says who moves it.
func (c *checker) lasting(n *syntax.Node) {
	lasts := n.Get("lasts")
	if !slices.Contains(lasts.Words(), spec.LastsCommand) && !lasts.Tainted() {
		c.spare(n, "the region does not last for a command", "survives")
	}
	if n.Key != c.spec.Roles.Session() && n.Get("begins") == nil && !n.Bad {
		c.lacks(n, "moved-by", "who may move the region?")
	}
	if n.Key == c.spec.Roles.Session() && lasts != nil && !lasts.Tainted() && !slices.Contains(lasts.Words(), spec.LastsSession) {
		c.Add(lasts.Where(), "", "the region %q lasts for the session", n.Key)
	}
	for _, one := range lasts.Entries() {
		for _, other := range lasts.Entries() {
			switch {
			case one == other || lasts.Tainted() || !c.own(other.Pos):
			case other.Word == spec.LastsSession:
				c.Add(other.Pos, "", "what lasts for the session does not end with %q", one.Word)
			case c.spec.Within(one.Word, other.Word):
				c.Add(other.Pos, "", "%q ends with %q already", one.Word, other.Word)
			}
		}
	}
}

// endsAgain reports moves of a transfer, or of work, at its beginning that its end does not take back.
func (c *checker) endsAgain(moves *syntax.Node, lifetime string) {
	for _, m := range moves.Entries() {
		if r := c.spec.Region(m.Key); r != nil && !r.LastsFor(lifetime) {
			c.Add(m.Where(), "", "%q has to last for %q: nothing takes it back when that ends", m.Key, lifetime)
		}
	}
}

// resets reports whether a reply takes a region to its first state by ending a lifetime.
func (c *checker) resets(cmd *spec.Command, r *spec.Reply, region *spec.Region) bool {
	row := spec.Row{Command: cmd.Name, Name: r.Name, Kind: spec.KindReply}
	return slices.ContainsFunc(c.spec.Resets(&row), func(reset spec.Reset) bool { return reset.Region == region })
}

// movers checks that every move, and every value that a row sets, is by one that may move the region.
func (c *checker) movers() {
	c.moved = map[string][]string{}
	check := func(who string, cmd *spec.Command, r *spec.Reply) {
		for _, m := range r.To {
			c.moved[m.Region] = append(c.moved[m.Region], who)
			c.mover(who, cmd, m.Region, m.Pos)
		}
		for _, name := range r.Sets {
			if region, _ := c.spec.Carry(name); region != nil {
				c.moved[region.Name] = append(c.moved[region.Name], who)
				c.mover(who, cmd, region.Name, r.Pos)
			}
		}
	}
	for i := range c.spec.Events {
		check(c.spec.Events[i].Name, nil, &c.spec.Events[i].Reply)
	}
	check(spec.MoverTransfer, nil, &spec.Reply{To: slices.Concat(c.spec.Transfer.Begin, c.spec.Transfer.Work)})
	for i := range c.spec.Transfer.Ends {
		check(spec.MoverTransfer, nil, &c.spec.Transfer.Ends[i])
	}
	for i := range c.spec.Commands {
		cmd := &c.spec.Commands[i]
		for j := range cmd.Needs {
			check(cmd.Name, cmd, &cmd.Needs[j].Else)
		}
		for j := range cmd.Replies {
			check(cmd.Name, cmd, &cmd.Replies[j])
			c.anyway(cmd, &cmd.Replies[j])
			for k := range cmd.Replies[j].Ends {
				check(cmd.Name, cmd, &cmd.Replies[j].Ends[k])
			}
		}
	}
}

// mover reports a row that may not move a region and does.
func (c *checker) mover(who string, cmd *spec.Command, region string, pos spec.Pos) {
	r := c.spec.Region(region)
	if r == nil || r.MovedBy == nil || r.MayMove(who, cmd) {
		return
	}
	c.Add(pos, "", "%s may not move %q, which only %s may (`moved-by`)", who, region, strings.Join(r.MovedBy, ", "))
}

// anyway reports moves that a reply need not say, because a lifetime that it ends makes them. A 3yz reply always names
// the state that waits for the next command.
func (c *checker) anyway(cmd *spec.Command, r *spec.Reply) {
	if r.Code/100 == 3 {
		return
	}
	row := spec.Row{Command: cmd.Name, Name: r.Name, Kind: spec.KindReply}
	for _, reset := range c.spec.Resets(&row) {
		for _, m := range r.To {
			if m.Region == reset.Region.Name && m.State == reset.Region.States[0] && c.own(m.Pos) {
				c.Add(m.Pos, "", "nothing uses %q here: %q goes to %q anyway, because the row ends the lifetime %q", m.Region, m.Region, m.State, reset.Lifetime)
			}
		}
	}
}

// idleMovers reports words of `moved-by` by which nobody moves the region.
func (c *checker) idleMovers() {
	for _, n := range c.root.Get("regions").Entries() {
		for _, word := range n.Get("moved-by").Entries() {
			used := slices.ContainsFunc(c.moved[n.Key], func(who string) bool {
				cmd := c.spec.Command(who)
				return word.Word == who || cmd != nil && cmd.Meant(word.Word)
			})
			if !used && c.own(word.Pos) {
				c.Add(word.Pos, "", "nothing moves %q by %q", n.Key, word.Word)
			}
		}
	}
}
