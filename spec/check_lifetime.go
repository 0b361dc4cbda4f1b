package spec

import (
	"slices"
	"strings"
)

// moverTransfer is the word for the data phase among those who may move a region.
const moverTransfer = "transfer"

// actor checks a word that names rows, commands or capabilities, and reports whether conclusions may be drawn from it.
func (c *checker) actor(what ref, word string, pos Pos) bool {
	switch first := word[0]; {
	case strings.Contains(word, "."):
		return c.matched(refCapability, word, pos, "no capability matches %q", func(name string) bool { return matchesPattern(word, name) })
	case first >= 'a' && first <= 'z':
		return c.event(what, word, pos)
	case what == refEnder:
		return c.replyNamed(word, pos)
	}
	return c.matched(refCommand, word, pos, "unknown command %q", func(name string) bool { return covers(word, name) })
}

// event checks the name of an event, or of the data phase where it may stand.
func (c *checker) event(what ref, word string, pos Pos) bool {
	events := c.root.get("events")
	known := keysOf(events)
	if what == refMover {
		known = append(known, moverTransfer)
	}
	if slices.Contains(known, word) {
		return true
	}
	if events != nil && !events.bad {
		c.add(pos, didYouMean(word, known), "unknown event %q", word)
	}
	return false
}

// replyNamed checks the name of a command, or of a command and one of its replies.
func (c *checker) replyNamed(word string, pos Pos) bool {
	commands := c.root.get("commands")
	if commands.get(word) != nil {
		return true
	}
	command, reply := word, ""
	if i := strings.LastIndexByte(word, ' '); i > 0 {
		command, reply = word[:i], word[i+1:]
	}
	switch target := commands.get(command); {
	case target == nil:
		return c.name(refCommand, word, "", pos)
	case target.get("replies").get(reply) != nil:
		return true
	case !target.tainted():
		c.add(pos, didYouMean(reply, keysOf(target.get("replies"))), "%q has no reply %q", command, reply)
	}
	return false
}

// lifetimes checks the declared lifetimes.
func (c *checker) lifetimes() {
	for _, n := range c.root.get("lifetimes").entries() {
		builtin := slices.Contains(builtinLifetimes[:], n.key)
		switch within := n.get("within"); {
		case n.tainted():
		case n.key == lastsSession:
			c.add(n.where(), "", "nothing can be said of %q, which nothing ends but its end", n.key)
		case !builtin && n.get("ends") == nil && n.get("answers") == nil:
			c.add(n.where(), "", "nothing ends %q by itself: it has neither `ends` nor `answers`", n.key)
		case within == nil:
		case within.word == lastsSession:
			c.add(within.where(), "", "everything lies within the session")
		case c.spec.within(within.word, n.key):
			c.add(within.where(), "", "%q lies within %q itself", within.word, n.key)
		}
	}
}

// lasting checks how long a region lasts, and that it says who moves it.
func (c *checker) lasting(n *node) {
	lasts := n.get("lasts")
	if !slices.Contains(lasts.words(), LastsCommand) && !lasts.tainted() {
		c.spare(n, "the region does not last for a command", "survives")
	}
	if n.key != c.spec.Roles.Session() && n.get("begins") == nil && !n.bad {
		c.lacks(n, "moved-by", "who may move the region?")
	}
	if n.key == c.spec.Roles.Session() && lasts != nil && !lasts.tainted() && !slices.Contains(lasts.words(), lastsSession) {
		c.add(lasts.where(), "", "the region %q lasts for the session", n.key)
	}
	for _, one := range lasts.entries() {
		for _, other := range lasts.entries() {
			switch {
			case one == other || lasts.tainted() || !c.own(other.pos):
			case other.word == lastsSession:
				c.add(other.pos, "", "what lasts for the session does not end with %q", one.word)
			case c.spec.within(one.word, other.word):
				c.add(other.pos, "", "%q ends with %q already", one.word, other.word)
			}
		}
	}
}

// endsAgain reports moves of a transfer, or of work, at its beginning that its end does not take back.
func (c *checker) endsAgain(moves *node, lifetime string) {
	for _, m := range moves.entries() {
		if r := c.spec.region(m.key); r != nil && !r.lasts(lifetime) {
			c.add(m.where(), "", "%q has to last for %q: nothing takes it back when that ends", m.key, lifetime)
		}
	}
}

// resets reports whether a reply takes a region to its first state by ending a lifetime.
func (c *checker) resets(cmd *Command, r *Reply, region *Region) bool {
	row := Row{Command: cmd.Name, Name: r.Name, Kind: KindReply}
	return slices.ContainsFunc(c.spec.Resets(&row), func(reset Reset) bool { return reset.Region == region })
}

// movers checks that every move, and every value that a row sets, is by one that may move the region.
func (c *checker) movers() {
	c.moved = map[string][]string{}
	check := func(who string, cmd *Command, r *Reply) {
		for _, m := range r.To {
			c.moved[m.Region] = append(c.moved[m.Region], who)
			c.mover(who, cmd, m.Region, m.Pos)
		}
		for _, name := range r.Sets {
			if region, _ := c.spec.carry(name); region != nil {
				c.moved[region.Name] = append(c.moved[region.Name], who)
				c.mover(who, cmd, region.Name, r.Pos)
			}
		}
	}
	for i := range c.spec.Events {
		check(c.spec.Events[i].Name, nil, &c.spec.Events[i].Reply)
	}
	check(moverTransfer, nil, &Reply{To: slices.Concat(c.spec.Transfer.Begin, c.spec.Transfer.Work)})
	for i := range c.spec.Transfer.Ends {
		check(moverTransfer, nil, &c.spec.Transfer.Ends[i])
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
func (c *checker) mover(who string, cmd *Command, region string, pos Pos) {
	r := c.spec.region(region)
	if r == nil || r.MovedBy == nil || r.mayMove(who, cmd) {
		return
	}
	c.add(pos, "", "%s may not move %q, which only %s may (`moved-by`)", who, region, strings.Join(r.MovedBy, ", "))
}

// mayMove reports whether a command, or with nil an event or the data phase, may move the region.
func (r *Region) mayMove(who string, cmd *Command) bool {
	return slices.ContainsFunc(r.MovedBy, func(word string) bool {
		return word == who && cmd == nil || cmd != nil && cmd.meant(word)
	})
}

// anyway reports moves that a reply need not say, because a lifetime that it ends makes them. A 3yz reply always names
// the state that waits for the next command.
func (c *checker) anyway(cmd *Command, r *Reply) {
	if r.Code/100 == 3 {
		return
	}
	row := Row{Command: cmd.Name, Name: r.Name, Kind: KindReply}
	for _, reset := range c.spec.Resets(&row) {
		for _, m := range r.To {
			if m.Region == reset.Region.Name && m.State == reset.Region.States[0] && c.own(m.Pos) {
				c.add(m.Pos, "", "nothing uses %q here: %q goes to %q anyway, because the row ends the lifetime %q", m.Region, m.Region, m.State, reset.Lifetime)
			}
		}
	}
}

// idleMovers reports words of `moved-by` by which nobody moves the region.
func (c *checker) idleMovers() {
	for _, n := range c.root.get("regions").entries() {
		for _, word := range n.get("moved-by").entries() {
			used := slices.ContainsFunc(c.moved[n.key], func(who string) bool {
				cmd := c.spec.command(who)
				return word.word == who || cmd != nil && cmd.meant(word.word)
			})
			if !used && c.own(word.pos) {
				c.add(word.pos, "", "nothing moves %q by %q", n.key, word.word)
			}
		}
	}
}
