package spec

import "slices"

// anyCommand stands for a command in rows that are declared once for many.
var anyCommand = &Command{}

// Codes that RFC 959 4.2.1 defines digits for.
const (
	minCode = 100
	maxCode = 559
	maxTens = 5
)

// row checks what every kind of row has: a code that fits, texts, and a source for everything that moves in.
func (c *checker) row(cmd *Command, r *Reply, n *node, kind Kind) {
	if n.tainted() {
		return
	}
	x := c.spec.scope(cmd, r, kind)
	c.code(r, n, kind)
	c.texts(n.get("text"), &x)
	c.texts(n.get("end"), &x)
	c.texts(n.get("cut"), &x)
	c.oneType(&x, r, n)
	c.sources(&x, r, n.get("to"))
	if at := x.impossible(r.When); at != "" {
		c.add(n.get("when").where(), "", "never true here: what is needed leaves no state of %q", at)
	}
}

// oneType reports a parameter that two placeholders print in formats of different types.
func (c *checker) oneType(x *scope, r *Reply, n *node) {
	values, params := x.values(r)
	for _, v := range values {
		for _, p := range params {
			if v.Source == SourceParam && v.Name == p.Name && v.Go != p.Go && v.Go != "" && p.Go != "" {
				c.add(n.get("text").where(), "", "{%s} is a %s in one place and a %s in another", v.Name, p.Go, v.Go)
			}
		}
	}
}

// code checks a row's code against its kind.
func (c *checker) code(r *Reply, n *node, kind Kind) {
	code, first := n.get("code"), r.Code/100
	if code == nil {
		switch {
		case kind == KindEvent, kind == KindReply && r.Then == thenWork:
			c.spare(n, "without a code nothing is sent", "text")
		default:
			c.lacks(n, "code", "every row but an event's sends a reply")
			c.lacks(n, "text", "every row but an event's sends a reply")
		}
		return
	}
	c.lacks(n, "text", "a code is sent with a text")
	switch at := code.pos; {
	case r.Code < minCode || r.Code > maxCode || r.Code/10%10 > maxTens:
		c.add(at, "", "%d is no reply code: the first digit is 1 to 5, the second 0 to 5 (RFC 959 4.2.1)", r.Code)
	case kind.Refusal() && first != 4 && first != 5 && !Superfluous(kind, r.Code):
		c.add(at, "", "%d refuses nothing; a refusal is 4yz or 5yz", r.Code)
	case kind == KindEvent && r.Name == eventMarker:
		if first != 1 {
			c.add(at, "", "%d ends the command, and the transfer goes on; a restart marker is told in a 1yz reply", r.Code)
		}
	case (kind == KindEnd || kind == KindTransferEnd || kind == KindEvent) && (first == 1 || first == 3):
		c.add(at, "", "%d completes nothing; %s is 2yz, 4yz or 5yz", r.Code, n.shape.name)
	case kind != KindReply:
	case r.Then == thenWork:
		c.add(at, "", "%d would come before the work is done; its `ends` have the replies", r.Code)
	case first == 1 && !r.Transfers():
		c.add(at, "", "%d promises another reply; only `then: send` and `then: receive` give one", r.Code)
	case first != 1 && r.Transfers():
		c.add(at, "", "%d ends the command; before a transfer comes a 1yz reply", r.Code)
	case first == 3 && len(r.To) == 0:
		c.add(at, "", "%d asks for another command, so the reply has to move a region that waits for it", r.Code)
	}
}

// sources reports carried values of the states moved to that nothing supplies.
func (c *checker) sources(x *scope, r *Reply, to *node) {
	fills := x.fills(r)
	for _, m := range to.entries() {
		region := c.spec.region(m.key)
		if region == nil {
			continue
		}
		for _, carry := range region.Carries {
			filled := slices.ContainsFunc(fills, func(f Fill) bool { return f.Name == carry.Name })
			if slices.Contains(carry.States, m.word) && !filled {
				c.add(m.where(), "", "nothing supplies %q, which state %q of %q carries: no `sets`, no argument of that name, and it need not be there before",
					carry.Name, m.word, m.key)
			}
		}
	}
}

// reply checks what only the replies of a command have.
func (c *checker) reply(cmd *Command, r *Reply, n *node) {
	if n.tainted() {
		return
	}
	c.row(cmd, r, n, KindReply)
	if r.Runs() {
		c.lacks(n, "ends", "a transfer has to end somehow, and so does work")
	} else {
		c.spare(n, "only a transfer and work have ends", "ends")
	}
	if r.Then == thenWork && len(c.spec.Transfer.Work) == 0 {
		c.add(n.get("then").where(), "", "`transfer` does not say what `work` moves")
	}
	if r.Body {
		c.lacks(n, "end", "a multi-line reply has a last line")
	} else {
		c.spare(n, "only a reply with `body: true` has a last line", "end", "cut")
	}
	if r.Then == thenAbort && cmd.During != DuringNow {
		c.add(n.get("then").where(), "", "there is no transfer to abort: only a command with `during: now` runs during one")
	}
	if cmd.tableGives(r) {
		why := "there is no handler (by: table)"
		if cmd.By != ByTable {
			why = "the table gives the reply, and no handler"
		}
		c.spare(n, why, "sets", "on", "body", "does", fOtherwise)
		if r.Runs() {
			c.spare(n, why, "then")
		}
	}
	c.otherwise(cmd, r, n)
	c.ownDoes(cmd, n)
	c.sets(cmd, r, n)
	if len(r.On) > 0 {
		c.spare(n, "a reply with `on` is made from an error alone", "body", "then", "sets", "does")
		c.spare(n, "an error may come anywhere", "when")
		c.noParams(cmd, r, n, KindReply)
	}
	for i, e := range n.get("ends").entries() {
		c.row(cmd, &r.Ends[i], e, KindEnd)
		c.ownDoes(cmd, e)
		if len(r.Ends[i].On) > 0 {
			c.spare(e, "a completion with `on` is made from an error alone", "does")
			c.noParams(cmd, &r.Ends[i], e, KindEnd)
		}
	}
	c.classes(n.get("ends"))
}

// sets reports values that are no payload once the row has moved.
func (c *checker) sets(cmd *Command, r *Reply, n *node) {
	x := c.spec.scope(cmd, r, KindReply)
	for _, item := range n.get("sets").entries() {
		region, carry := c.spec.carry(item.word)
		if carry == nil {
			continue
		}
		after := x.states[region.Name]
		if c.resets(cmd, r, region) {
			after = region.States[:1]
		}
		if to := n.get("to").get(region.Name); to != nil {
			after = []string{to.word}
		}
		if both := intersect(after, carry.States); len(both) < len(after) || len(both) == 0 {
			c.add(item.pos, "", "%q is carried by %v of %q alone, but this row leads to %v", item.word, carry.States, region.Name, after)
		}
	}
}

// ownDoes reports capabilities of a row that its command has anyway.
func (c *checker) ownDoes(cmd *Command, n *node) {
	for _, item := range n.get("does").entries() {
		if slices.Contains(cmd.Does, item.word) {
			c.add(item.pos, "", "%s does %q with every reply", cmd.Name, item.word)
		}
	}
}

// noParams reports a reply that is chosen by error class but needs values from the handler.
func (c *checker) noParams(cmd *Command, r *Reply, n *node, kind Kind) {
	x := c.spec.scope(cmd, r, kind)
	if _, params := x.values(r); slices.ContainsFunc(params, func(p Param) bool { return !p.Sets }) {
		c.add(n.get("on").where(), "", "a reply with `on` is made from an error alone, but its text needs %q", params[len(params)-1].Name)
	}
}

// classes checks that the replies of one block take no class of error at all, or each exactly once.
func (c *checker) classes(block *node) {
	if block.tainted() {
		return
	}
	taken := map[string]string{}
	for _, n := range block.entries() {
		for _, class := range n.get("on").entries() {
			if other := taken[class.word]; other != "" {
				c.add(class.pos, "", "error class %q ends in %q already", class.word, other)
			}
			taken[class.word] = n.key
		}
	}
	if len(taken) == 0 || taken[OtherClass] != "" {
		return
	}
	for _, class := range c.spec.Classes {
		if taken[class] == "" {
			c.add(block.where(), "", "error class %q ends nowhere; give some reply `on: [other]`", class)
			return
		}
	}
}

// Superfluous reports whether a need's answer is 202: the command has no use now (RFC 959 4.2.1), and is not carried
// out although it is not refused.
func Superfluous(kind Kind, code int) bool { return kind == KindNeed && code == 202 }
