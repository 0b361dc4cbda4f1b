package spec

import "slices"

// An argument may be the name of a state: LANG's of a language, EPRT's of an address family. The type says of which region,
// and replies of the command say what the table answers to which state.

// OtherState stands for what names none of the states.
const OtherState = "other"

// The keys of replies that the table gives or replaces.
const (
	fArgument  = "argument"
	fOtherwise = "otherwise"
)

// spread puts one reply for each state in the place of a reply that moves a region to the state that an argument names.
func (c *checker) spread() {
	for _, cmd := range c.root.get("commands").entries() {
		replies := cmd.get("replies")
		if replies == nil {
			continue
		}
		var all []*node
		for _, reply := range replies.items {
			all = append(all, c.eachState(cmd, reply)...)
		}
		replies.items = all
	}
}

// eachState is a reply, or those that it stands for.
func (c *checker) eachState(cmd, reply *node) []*node {
	for _, move := range reply.get(fTo.key).entries() {
		arg := cmd.get("arg").get(move.word)
		states := c.states[move.key]
		if arg == nil || states == nil || slices.Contains(states.all, move.word) {
			continue
		}
		typeName, _ := argWord(arg.word)
		if c.root.get("types").get(typeName).get("names").text() != move.key {
			c.add(move.pos, "", "the argument %q names no state of %q: its type %q has no `names: %s`", move.word, move.key, typeName, move.key)
			move.bad = true
			return []*node{reply}
		}
		c.spare(reply, "the move says which states the argument names", fArgument)
		var all []*node
		for _, state := range namedStates(states.all, move.key, c.root.get("roles").get("language").text(), c.root.get("languages").words()) {
			one := reply.clone()
			one.key += "-" + state
			one.get(fTo.key).get(move.key).word = state
			one.put(&node{key: fArgument, keyPos: move.keyPos, pos: move.pos, items: []*node{{word: state, pos: move.pos}}})
			all = append(all, one)
		}
		return all
	}
	return []*node{reply}
}

// namedStates are the states of a region that an argument can name: of the region of languages those that there are texts in.
func namedStates(states []string, region, language string, languages []string) []string {
	if region == language {
		return intersect(states, languages)
	}
	return states
}

// Names is the region a state of which an argument of the command names, and the states that can be named; nil for no region.
func (s *Spec) Names(c *Command) (arg *Arg, region *Region, states []string) {
	for i := range c.Args {
		if t := s.typeOf(&c.Args[i]); t != nil && t.Names != "" {
			if r := s.region(t.Names); r != nil {
				return &c.Args[i], r, namedStates(r.States, r.Name, s.Roles.Language, s.Languages)
			}
		}
	}
	return nil, nil, nil
}

// typeOf is the type of an argument, nil if there is none of that name.
func (s *Spec) typeOf(a *Arg) *Type {
	for i := range s.Types {
		if s.Types[i].Name == a.Type {
			return &s.Types[i]
		}
	}
	return nil
}

// tableGives reports whether the table chooses a reply, and no handler.
func (c *Command) tableGives(r *Reply) bool { return c.By == ByTable || r.Argument != nil }

// covers reports whether a reply is for every argument for which another is.
func (r *Reply) covers(o *Reply) bool {
	return r.Argument == nil || o.Argument != nil && len(intersect(o.Argument, r.Argument)) == len(o.Argument)
}

// named checks the replies that the table gives by what the argument names.
func (c *checker) named(cmd *Command, n *node) {
	arg, region, states := c.spec.Names(cmd)
	some := false
	for i, r := range n.get("replies").entries() {
		names := r.get(fArgument)
		if names == nil {
			continue
		}
		some = true
		if region == nil {
			c.add(names.where(), "", "no argument of %q names a state: its type has no `names`", cmd.Name)
			continue
		}
		for _, item := range names.entries() {
			if item.word != OtherState && !slices.Contains(states, item.word) {
				c.add(item.pos, didYouMean(item.word, states), "%q is no state of %q that the argument can name", item.word, region.Name)
				r.bad = true
			}
		}
		if len(cmd.Replies[i].Argument) == len(states)+1 {
			c.add(names.where(), "", "whatever the argument names is answered so; leave the key out")
		}
	}
	if !some || region == nil || cmd.By != ByTable || n.get("replies").tainted() {
		return
	}
	for _, state := range append(slices.Clone(states), OtherState) {
		one := Reply{Argument: []string{state}}
		if !slices.ContainsFunc(cmd.Replies, func(r Reply) bool { return len(r.When) == 0 && r.covers(&one) }) {
			c.add(arg.Pos, "", "nothing is answered where the argument names %q", state)
		}
	}
	if arg.Optional && !slices.ContainsFunc(cmd.Replies, func(r Reply) bool { return r.Argument == nil }) {
		c.add(arg.Pos, "", "nothing is answered without the argument")
	}
}

// otherwise checks a reply in whose place another is given where its condition does not hold.
func (c *checker) otherwise(cmd *Command, r *Reply, n *node) {
	name := n.get(fOtherwise)
	if name == nil || cmd.tableGives(r) {
		return
	}
	c.lacks(n, "when", "otherwise is where the `when` does not hold")
	at := slices.IndexFunc(cmd.Replies, func(o Reply) bool { return o.Name == r.Else })
	if at < 0 || r.Else == r.Name {
		c.add(name.pos, "", "%q has no other reply %q", cmd.Name, r.Else)
		return
	}
	other := &cmd.Replies[at]
	if len(other.When)+len(other.On)+len(other.Argument)+len(other.Does) > 0 || other.Else != "" {
		c.add(name.pos, "", "%q is given for another reply, and needs no `when`, `on`, `does`, `argument` or `otherwise`", other.Name)
	}
	if slices.ContainsFunc(cmd.Replies, func(o Reply) bool { return o.Else == r.Else && o.Name != r.Name }) {
		c.add(name.pos, "", "%q is given for another reply already", other.Name)
	}
	if !c.spec.sameOutcome(cmd, r, other) {
		c.add(name.pos, "", "the handler chooses %q for both, so %q needs the same values, `then` and `ends`", r.Name, other.Name)
	}
}

// sameOutcome reports whether the values of one reply are enough for another.
func (s *Spec) sameOutcome(cmd *Command, r, other *Reply) bool {
	given, wanted := s.scope(cmd, r, KindReply), s.scope(cmd, other, KindReply)
	_, have := given.values(r)
	_, want := wanted.values(other)
	return r.Then == other.Then && r.Body == other.Body && slices.Equal(r.Sets, other.Sets) &&
		!slices.ContainsFunc(want, func(p Param) bool { return !slices.Contains(have, p) }) &&
		slices.EqualFunc(r.Ends, other.Ends, func(a, b Reply) bool {
			return a.Name == b.Name && slices.Equal(a.On, b.On) && slices.Equal(a.Does, b.Does)
		})
}

// naming checks what a type says about the states that its values name.
func (c *checker) naming(t *Type, n *node) {
	if n.get("names") == nil {
		c.spare(n, "its values name no state (`names`)", "state")
		return
	}
	used := slices.ContainsFunc(c.spec.Commands, func(cmd Command) bool {
		return slices.ContainsFunc(cmd.Args, func(a Arg) bool { return a.Type == t.Name }) &&
			slices.ContainsFunc(cmd.Replies, func(r Reply) bool { return r.Argument != nil })
	})
	if names := n.get("names"); !used && c.own(names.where()) {
		c.add(names.where(), "", "no reply is given by what an argument of the type names (`argument`, or a move to the argument)")
	}
	c.lacks(n, "state", "something has to say which state a value names")
	if of, known := namings[t.State]; known && of != t.Go && !n.tainted() {
		c.add(n.get("state").pos, "", "%s is about values of type %s, not %s", t.State, of, t.Go)
	}
	if r := c.spec.region(t.Names); r != nil && slices.Contains(r.States, OtherState) {
		c.add(n.get("names").pos, "", "%q has a state %q, which here would be none of them", r.Name, OtherState)
	}
}
