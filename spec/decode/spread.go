package decode

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/gonames"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// An argument may be the name of a state: LANG's of a language, EPRT's of an address family. The type says of which
// region, and replies of the command say what the table answers to which state.

// The keys of replies that the table gives or replaces.
const (
	fArgument  = "argument"
	fOtherwise = "otherwise"
)

// spread puts one reply for each state in the place of a reply that moves a region to the state that an argument names.
func (c *checker) spread() {
	for _, cmd := range c.root.Get("commands").Entries() {
		replies := cmd.Get("replies")
		if replies == nil {
			continue
		}
		var all []*syntax.Node
		for _, reply := range replies.Items {
			all = append(all, c.eachState(cmd, reply)...)
		}
		replies.Items = all
	}
}

// eachState is a reply, or those that it stands for.
func (c *checker) eachState(cmd, reply *syntax.Node) []*syntax.Node {
	for _, move := range reply.Get(grammar.FieldTo.Key).Entries() {
		arg := cmd.Get("arg").Get(move.Word)
		states := c.states[move.Key]
		if arg == nil || states == nil || slices.Contains(states.all, move.Word) {
			continue
		}
		typeName, _ := grammar.ArgWord(arg.Word)
		if c.root.Get("types").Get(typeName).Get("names").Text() != move.Key {
			c.Add(move.Pos, "", "the argument %q names no state of %q: its type %q has no `names: %s`", move.Word, move.Key, typeName, move.Key)
			move.Bad = true
			return []*syntax.Node{reply}
		}
		c.spare(reply, "the move says which states the argument names", fArgument)
		var all []*syntax.Node
		for _, state := range spec.NamedStates(states.all, move.Key, c.root.Get("roles").Get("language").Text(), c.root.Get("languages").Words()) {
			one := reply.Clone()
			one.Key += "-" + state
			one.Get(grammar.FieldTo.Key).Get(move.Key).Word = state
			one.Put(&syntax.Node{Key: fArgument, KeyPos: move.KeyPos, Pos: move.Pos, Items: []*syntax.Node{{Word: state, Pos: move.Pos}}})
			all = append(all, one)
		}
		return all
	}
	return []*syntax.Node{reply}
}

// named checks the replies that the table gives by what the argument names.
func (c *checker) named(cmd *spec.Command, n *syntax.Node) {
	arg, region, states := c.spec.Names(cmd)
	some := false
	for i, r := range n.Get("replies").Entries() {
		names := r.Get(fArgument)
		if names == nil {
			continue
		}
		some = true
		if region == nil {
			c.Add(names.Where(), "", "no argument of %q names a state: its type has no `names`", cmd.Name)
			continue
		}
		for _, item := range names.Entries() {
			if item.Word != spec.OtherState && !slices.Contains(states, item.Word) {
				c.Add(item.Pos, syntax.DidYouMean(item.Word, states), "%q is no state of %q that the argument can name", item.Word, region.Name)
				r.Bad = true
			}
		}
		if len(cmd.Replies[i].Argument) == len(states)+1 {
			c.Add(names.Where(), "", "whatever the argument names is answered so; leave the key out")
		}
	}
	if !some || region == nil || cmd.By != spec.ByTable || n.Get("replies").Tainted() {
		return
	}
	for _, state := range append(slices.Clone(states), spec.OtherState) {
		one := spec.Reply{Argument: []string{state}}
		if !slices.ContainsFunc(cmd.Replies, func(r spec.Reply) bool { return len(r.When) == 0 && r.Covers(&one) }) {
			c.Add(arg.Pos, "", "nothing is answered where the argument names %q", state)
		}
	}
	if arg.Optional && !slices.ContainsFunc(cmd.Replies, func(r spec.Reply) bool { return r.Argument == nil }) {
		c.Add(arg.Pos, "", "nothing is answered without the argument")
	}
}

// otherwise checks a reply in whose place another is given where its condition does not hold.
func (c *checker) otherwise(cmd *spec.Command, r *spec.Reply, n *syntax.Node) {
	name := n.Get(fOtherwise)
	if name == nil || cmd.TableGives(r) {
		return
	}
	c.lacks(n, "when", "otherwise is where the `when` does not hold")
	at := slices.IndexFunc(cmd.Replies, func(o spec.Reply) bool { return o.Name == r.Else })
	if at < 0 || r.Else == r.Name {
		c.Add(name.Pos, "", "%q has no other reply %q", cmd.Name, r.Else)
		return
	}
	other := &cmd.Replies[at]
	if len(other.When)+len(other.On)+len(other.Argument)+len(other.Does) > 0 || other.Else != "" {
		c.Add(name.Pos, "", "%q is given for another reply, and needs no `when`, `on`, `does`, `argument` or `otherwise`", other.Name)
	}
	if slices.ContainsFunc(cmd.Replies, func(o spec.Reply) bool { return o.Else == r.Else && o.Name != r.Name }) {
		c.Add(name.Pos, "", "%q is given for another reply already", other.Name)
	}
	if !c.spec.SameOutcome(cmd, r, other) {
		c.Add(name.Pos, "", "the handler chooses %q for both, so %q needs the same values, `then` and `ends`", r.Name, other.Name)
	}
}

// naming checks what a type says about the states that its values name.
func (c *checker) naming(t *spec.Type, n *syntax.Node) {
	if n.Get("names") == nil {
		c.spare(n, "its values name no state (`names`)", "state")
		return
	}
	used := slices.ContainsFunc(c.spec.Commands, func(cmd spec.Command) bool {
		return slices.ContainsFunc(cmd.Args, func(a spec.Arg) bool { return a.Type == t.Name }) &&
			slices.ContainsFunc(cmd.Replies, func(r spec.Reply) bool { return r.Argument != nil })
	})
	if names := n.Get("names"); !used && c.own(names.Where()) {
		c.Add(names.Where(), "", "no reply is given by what an argument of the type names (`argument`, or a move to the argument)")
	}
	c.lacks(n, "state", "something has to say which state a value names")
	if of, known := gonames.NamingOf(t.State); known && of != t.Go && !n.Tainted() {
		c.Add(n.Get("state").Pos, "", "%s is about values of type %s, not %s", t.State, of, t.Go)
	}
	if r := c.spec.Region(t.Names); r != nil && slices.Contains(r.States, spec.OtherState) {
		c.Add(n.Get("names").Pos, "", "%q has a state %q, which here would be none of them", r.Name, spec.OtherState)
	}
}
