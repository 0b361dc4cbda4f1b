package decode

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// anyCommand stands for a command in rows that are declared once for many.
var anyCommand = &spec.Command{}

// Codes that RFC 959 4.2.1 defines digits for.
const (
	minCode = 100
	maxCode = 559
	maxTens = 5
)

// row checks what every kind of row has: a code that fits, texts, and a source for everything that moves in.
func (c *checker) row(cmd *spec.Command, r *spec.Reply, n *syntax.Node, kind spec.Kind) {
	if n.Tainted() {
		return
	}
	x := c.spec.Scope(cmd, r, kind)
	c.code(r, n, kind)
	c.texts(n.Get("text"), &x)
	c.texts(n.Get("end"), &x)
	c.texts(n.Get("cut"), &x)
	c.oneType(&x, r, n)
	c.sources(&x, r, n.Get("to"))
	if at := x.Impossible(r.When); at != "" {
		c.Add(n.Get("when").Where(), "", "never true here: what is needed leaves no state of %q", at)
	}
}

// oneType reports a parameter that two placeholders print in formats of different types.
func (c *checker) oneType(x *spec.Scope, r *spec.Reply, n *syntax.Node) {
	values, params := x.Values(r)
	for _, v := range values {
		for _, p := range params {
			if v.Source == spec.SourceParam && v.Name == p.Name && v.Go != p.Go && v.Go != "" && p.Go != "" {
				c.Add(n.Get("text").Where(), "", "{%s} is a %s in one place and a %s in another", v.Name, p.Go, v.Go)
			}
		}
	}
}

// code checks a row's code against its kind.
func (c *checker) code(r *spec.Reply, n *syntax.Node, kind spec.Kind) {
	code, first := n.Get("code"), r.Code/100
	if code == nil {
		switch {
		case kind == spec.KindEvent, kind == spec.KindReply && r.Then == spec.ThenWork:
			c.spare(n, "without a code nothing is sent", "text")
		default:
			c.lacks(n, "code", "every row but an event's sends a reply")
			c.lacks(n, "text", "every row but an event's sends a reply")
		}
		return
	}
	c.lacks(n, "text", "a code is sent with a text")
	switch at := code.Pos; {
	case r.Code < minCode || r.Code > maxCode || r.Code/10%10 > maxTens:
		c.Add(at, "", "%d is no reply code: the first digit is 1 to 5, the second 0 to 5 (RFC 959 4.2.1)", r.Code)
	case kind.Refusal() && first != 4 && first != 5 && !spec.Superfluous(kind, r.Code):
		c.Add(at, "", "%d refuses nothing; a refusal is 4yz or 5yz", r.Code)
	case kind == spec.KindEvent && r.Name == spec.EventMarker:
		if first != 1 {
			c.Add(at, "", "%d ends the command, and the transfer goes on; a restart marker is told in a 1yz reply", r.Code)
		}
	case (kind == spec.KindEnd || kind == spec.KindTransferEnd || kind == spec.KindEvent) && (first == 1 || first == 3):
		c.Add(at, "", "%d completes nothing; %s is 2yz, 4yz or 5yz", r.Code, n.Shape.Name)
	case kind != spec.KindReply:
	case r.Then == spec.ThenWork:
		c.Add(at, "", "%d would come before the work is done; its `ends` have the replies", r.Code)
	case first == 1 && !r.Transfers():
		c.Add(at, "", "%d promises another reply; only `then: send` and `then: receive` give one", r.Code)
	case first != 1 && r.Transfers():
		c.Add(at, "", "%d ends the command; before a transfer comes a 1yz reply", r.Code)
	case first == 3 && len(r.To) == 0:
		c.Add(at, "", "%d asks for another command, so the reply has to move a region that waits for it", r.Code)
	}
}

// sources reports carried values of the states moved to that nothing supplies.
func (c *checker) sources(x *spec.Scope, r *spec.Reply, to *syntax.Node) {
	fills := x.Fills(r)
	for _, m := range to.Entries() {
		region := c.spec.Region(m.Key)
		if region == nil {
			continue
		}
		for _, carry := range region.Carries {
			filled := slices.ContainsFunc(fills, func(f spec.Fill) bool { return f.Name == carry.Name })
			if slices.Contains(carry.States, m.Word) && !filled {
				c.Add(m.Where(), "", "nothing supplies %q, which state %q of %q carries: no `sets`, no argument of that name, and it need not be there before",
					carry.Name, m.Word, m.Key)
			}
		}
	}
}

// reply checks what only the replies of a command have.
func (c *checker) reply(cmd *spec.Command, r *spec.Reply, n *syntax.Node) {
	if n.Tainted() {
		return
	}
	c.row(cmd, r, n, spec.KindReply)
	if r.Runs() {
		c.lacks(n, "ends", "a transfer has to end somehow, and so does work")
	} else {
		c.spare(n, "only a transfer and work have ends", "ends")
	}
	if r.Then == spec.ThenWork && len(c.spec.Transfer.Work) == 0 {
		c.Add(n.Get("then").Where(), "", "`transfer` does not say what `work` moves")
	}
	if r.Body {
		c.lacks(n, "end", "a multi-line reply has a last line")
	} else {
		c.spare(n, "only a reply with `body: true` has a last line", "end", "cut")
	}
	if r.Then == spec.ThenAbort && cmd.During != spec.DuringNow {
		c.Add(n.Get("then").Where(), "", "there is no transfer to abort: only a command with `during: now` runs during one")
	}
	if cmd.TableGives(r) {
		why := "there is no handler (by: table)"
		if cmd.By != spec.ByTable {
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
		c.noParams(cmd, r, n, spec.KindReply)
	}
	for i, e := range n.Get("ends").Entries() {
		c.row(cmd, &r.Ends[i], e, spec.KindEnd)
		c.ownDoes(cmd, e)
		if len(r.Ends[i].On) > 0 {
			c.spare(e, "a completion with `on` is made from an error alone", "does")
			c.noParams(cmd, &r.Ends[i], e, spec.KindEnd)
		}
	}
	c.classes(n.Get("ends"))
}

// sets reports values that are no payload once the row has moved.
func (c *checker) sets(cmd *spec.Command, r *spec.Reply, n *syntax.Node) {
	x := c.spec.Scope(cmd, r, spec.KindReply)
	for _, item := range n.Get("sets").Entries() {
		region, carry := c.spec.Carry(item.Word)
		if carry == nil {
			continue
		}
		after := x.States[region.Name]
		if c.resets(cmd, r, region) {
			after = region.States[:1]
		}
		if to := n.Get("to").Get(region.Name); to != nil {
			after = []string{to.Word}
		}
		if both := spec.Intersect(after, carry.States); len(both) < len(after) || len(both) == 0 {
			c.Add(item.Pos, "", "%q is carried by %v of %q alone, but this row leads to %v", item.Word, carry.States, region.Name, after)
		}
	}
}

// ownDoes reports capabilities of a row that its command has anyway.
func (c *checker) ownDoes(cmd *spec.Command, n *syntax.Node) {
	for _, item := range n.Get("does").Entries() {
		if slices.Contains(cmd.Does, item.Word) {
			c.Add(item.Pos, "", "%s does %q with every reply", cmd.Name, item.Word)
		}
	}
}

// noParams reports a reply that is chosen by error class but needs values from the handler.
func (c *checker) noParams(cmd *spec.Command, r *spec.Reply, n *syntax.Node, kind spec.Kind) {
	x := c.spec.Scope(cmd, r, kind)
	if _, params := x.Values(r); slices.ContainsFunc(params, func(p spec.Param) bool { return !p.Sets }) {
		c.Add(n.Get("on").Where(), "", "a reply with `on` is made from an error alone, but its text needs %q", params[len(params)-1].Name)
	}
}

// classes checks that the replies of one block take no class of error at all, or each exactly once.
func (c *checker) classes(block *syntax.Node) {
	if block.Tainted() {
		return
	}
	taken := map[string]string{}
	for _, n := range block.Entries() {
		for _, class := range n.Get("on").Entries() {
			if other := taken[class.Word]; other != "" {
				c.Add(class.Pos, "", "error class %q ends in %q already", class.Word, other)
			}
			taken[class.Word] = n.Key
		}
	}
	if len(taken) == 0 || taken[spec.OtherClass] != "" {
		return
	}
	for _, class := range c.spec.Classes {
		if taken[class] == "" {
			c.Add(block.Where(), "", "error class %q ends nowhere; give some reply `on: [other]`", class)
			return
		}
	}
}
