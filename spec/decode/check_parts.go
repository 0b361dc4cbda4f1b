package decode

import (
	"maps"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/event"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/gonames"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// parts checks everything that is neither event nor command.
func (c *checker) parts() {
	for _, n := range c.root.Get("policies").Entries() {
		if values := n.Get("values"); values != nil && !values.Bad && len(values.Items) < 2 {
			c.Add(values.Where(), "", "a policy with one value is no switch")
		}
	}
	for i, n := range c.root.Get("types").Entries() {
		c.goName(n.Get("go"))
		c.goName(n.Get("parse"))
		c.typePair(&c.spec.Types[i], n)
		c.naming(&c.spec.Types[i], n)
	}
	c.regions()
	c.roles()
	c.capacity()
	c.defaults()
	for i, n := range c.root.Get("capabilities").Entries() {
		c.goName(n.Get("interface"))
		c.capabilityPair(&c.spec.Capabilities[i], n)
		if n.Get("interface") == nil && !n.Bad {
			c.spare(n, "the capability gives no interface", "field")
		}
	}
	if errors := c.root.Get("errors"); errors != nil && !errors.Bad && !slices.Contains(c.spec.Classes, spec.OtherClass) {
		c.Add(errors.Where(), "", "error class %q is missing", spec.OtherClass)
	}
}

// defaults checks the invariants that state the defaults of policies.
func (c *checker) defaults() {
	for _, n := range c.root.Get("invariants").Entries() {
		for _, term := range n.Get("default").Entries() {
			if !strings.HasPrefix(term.Key, spec.PolicyPrefix) && c.states[term.Key] != nil {
				c.Add(term.Where(), "", "%q is a region, which begins in its first state; only policies have defaults", term.Key)
			}
		}
	}
}

// goName checks the package of a Go type or function.
func (c *checker) goName(n *syntax.Node) {
	if n.Tainted() || n == nil {
		return
	}
	if _, ok := c.spec.Import(n.Word); !ok {
		n.Bad = true
		pkg := gonames.Package(n.Word)
		c.Add(n.Pos, syntax.DidYouMean(pkg, slices.Concat(gonames.Packages(), slices.Sorted(maps.Keys(c.spec.Imports)))), "no package %q can be named in a spec", pkg)
	}
}

// shared checks the refusals that several commands give.
func (c *checker) shared() {
	for i, n := range c.root.Get("capabilities").Entries() {
		if n.Bad {
			continue
		}
		if n.Get("permission") == nil {
			c.spare(n, "the capability asks for no permission", "else")
			c.doers(&c.spec.Capabilities[i], n)
			continue
		}
		c.doers(&c.spec.Capabilities[i], n)
		if e := n.Get("else"); e != nil {
			c.row(anyCommand, c.spec.Capabilities[i].Else, e, spec.KindDenied)
		}
	}
	for i, n := range c.root.Get("needs").Entries() {
		c.need(&c.spec.Needs[i], n)
	}
	c.exactly(c.root.Get("standard"), "standard reply", spec.StandardNames())
	for i, n := range c.root.Get("standard").Entries() {
		c.row(anyCommand, &c.spec.Standard[i], n, spec.KindSyntax)
	}
}

// regions checks states and carried values.
func (c *checker) regions() {
	region, typeOf := map[string]string{}, map[string]string{}
	for _, n := range c.root.Get("regions").Entries() {
		states := n.Get("states")
		if states != nil && !states.Bad && len(states.Items) == 1 {
			c.Add(states.Where(), "", "a region with one state remembers nothing")
		}
		c.lasting(n)
		if n.Get("begins") != nil {
			c.spare(n, "the connection decides, once", "carries", "survives", "moved-by")
			if lasts := n.Get("lasts"); lasts != nil && !slices.Contains(lasts.Words(), spec.LastsSession) {
				c.Add(lasts.Where(), "", "what the connection decides lasts for the session")
			}
			if states != nil && !states.Bad && !slices.Equal(states.Words(), grammar.FamilyStates) {
				c.Add(states.Where(), "", "the states of an address family are %s", strings.Join(grammar.FamilyStates, " and "))
			}
		}
		for _, state := range n.Get("carries").Entries() {
			if len(states.Entries()) > 0 && states.Items[0].Word == state.Key {
				c.Add(state.Where(), "", "the first state carries nothing: a session begins there, and nobody supplies a value")
			}
			for _, carry := range state.Entries() {
				c.notBuiltin(carry.Key, carry.Where())
				if c.spec.Secret(carry.Word) {
					c.Add(carry.Pos, "", "%q is a secret, which no state keeps", carry.Key)
				}
				if r, known := region[carry.Key]; known && r != n.Key {
					c.Add(carry.Where(), "", "region %q carries a %q already; names of carried values are unique", r, carry.Key)
				} else if t := typeOf[carry.Key]; known && t != carry.Word {
					c.Add(carry.Pos, "", "%q is a %q in one state and a %q in another", carry.Key, t, carry.Word)
				}
				region[carry.Key], typeOf[carry.Key] = n.Key, carry.Word
			}
		}
	}
}

// events checks the events.
func (c *checker) events() {
	events := c.root.Get("events")
	c.exactly(events, "event", event.Names[:])
	for i, n := range events.Entries() {
		c.row(nil, &c.spec.Events[i].Reply, n, spec.KindEvent)
		if n.Bad {
			continue
		}
		if where := n.Get("where"); where != nil && !where.Bad && !c.spec.Events[i].Where.Includes(spec.RuntimePlace(n.Key)) {
			c.Add(where.Where(), "", "the runtime has the event %q happen elsewhere, too: `where: %s`", n.Key, spec.RuntimePlace(n.Key))
		}
		if n.Key == eventForeign {
			c.lacks(n, "verbs", "something has to give the other protocol away")
		} else {
			c.spare(n, "only the event \"foreign\" has verbs", "verbs")
		}
	}
}

// eventForeign is the event of a client that speaks another protocol.
const eventForeign = "foreign"

// transfer checks the data phase.
func (c *checker) transfer() {
	n := c.root.Get("transfer")
	if n == nil {
		return
	}
	c.exactly(n.Get("ends"), "end of a transfer", event.Ends[:])
	for i, e := range n.Get("ends").Entries() {
		c.row(anyCommand, &c.spec.Transfer.Ends[i], e, spec.KindTransferEnd)
	}
	for _, unused := range []*syntax.Node{n.Get("work"), n.Get("ends").Get(spec.EndOvertime)} {
		if unused != nil && !unused.Tainted() && !c.works() {
			c.Add(unused.Where(), "", "no reply has `then: work`")
		}
	}
	for key, lifetime := range map[string]string{"begin": spec.LastsTransfer, "work": spec.LastsWork} {
		if moves := n.Get(key); moves != nil && !moves.Tainted() {
			r := spec.Reply{To: buildMoves(moves)}
			x := c.spec.Scope(nil, &r, spec.KindTransferEnd)
			c.sources(&x, &r, moves)
			if region := c.spec.Roles.Transfer; region != "" && moves.Get(region) == nil {
				c.Add(moves.Where(), "", "%s has to move the region %q", key, region)
			}
			c.endsAgain(moves, lifetime)
		}
	}
}
