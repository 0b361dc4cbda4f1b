package spec

import (
	"maps"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/event"
)

// parts checks everything that is neither event nor command.
func (c *checker) parts() {
	for _, n := range c.root.get("policies").entries() {
		if values := n.get("values"); values != nil && !values.bad && len(values.items) < 2 {
			c.add(values.where(), "", "a policy with one value is no switch")
		}
	}
	for i, n := range c.root.get("types").entries() {
		c.goName(n.get("go"))
		c.goName(n.get("parse"))
		c.typePair(&c.spec.Types[i], n)
		c.naming(&c.spec.Types[i], n)
	}
	c.regions()
	c.roles()
	c.capacity()
	c.defaults()
	for i, n := range c.root.get("capabilities").entries() {
		c.goName(n.get("interface"))
		c.capabilityPair(&c.spec.Capabilities[i], n)
		if n.get("interface") == nil && !n.bad {
			c.spare(n, "the capability gives no interface", "field")
		}
	}
	if errors := c.root.get("errors"); errors != nil && !errors.bad && !slices.Contains(c.spec.Classes, OtherClass) {
		c.add(errors.where(), "", "error class %q is missing", OtherClass)
	}
}

// defaults checks the invariants that state the defaults of policies.
func (c *checker) defaults() {
	for _, n := range c.root.get("invariants").entries() {
		for _, term := range n.get("default").entries() {
			if !strings.HasPrefix(term.key, policyPrefix) && c.states[term.key] != nil {
				c.add(term.where(), "", "%q is a region, which begins in its first state; only policies have defaults", term.key)
			}
		}
	}
}

// goName checks the package of a Go type or function.
func (c *checker) goName(n *node) {
	if n.tainted() || n == nil {
		return
	}
	if _, ok := c.spec.Import(n.word); !ok {
		n.bad = true
		pkg := qualifier(n.word)
		c.add(n.pos, didYouMean(pkg, slices.Concat(slices.Sorted(maps.Keys(imports)), slices.Sorted(maps.Keys(c.spec.Imports)))), "no package %q can be named in a spec", pkg)
	}
}

// shared checks the refusals that several commands give.
func (c *checker) shared() {
	for i, n := range c.root.get("capabilities").entries() {
		if n.bad {
			continue
		}
		if n.get("permission") == nil {
			c.spare(n, "the capability asks for no permission", "else")
			c.doers(&c.spec.Capabilities[i], n)
			continue
		}
		c.doers(&c.spec.Capabilities[i], n)
		if e := n.get("else"); e != nil {
			c.row(anyCommand, c.spec.Capabilities[i].Else, e, KindDenied)
		}
	}
	for i, n := range c.root.get("needs").entries() {
		c.need(&c.spec.Needs[i], n)
	}
	c.exactly(c.root.get("standard"), "standard reply", standardNames[:])
	for i, n := range c.root.get("standard").entries() {
		c.row(anyCommand, &c.spec.Standard[i], n, KindSyntax)
	}
}

// regions checks states and carried values.
func (c *checker) regions() {
	region, typeOf := map[string]string{}, map[string]string{}
	for _, n := range c.root.get("regions").entries() {
		states := n.get("states")
		if states != nil && !states.bad && len(states.items) == 1 {
			c.add(states.where(), "", "a region with one state remembers nothing")
		}
		c.lasting(n)
		if n.get("begins") != nil {
			c.spare(n, "the connection decides, once", "carries", "survives", "moved-by")
			if lasts := n.get("lasts"); lasts != nil && !slices.Contains(lasts.words(), lastsSession) {
				c.add(lasts.where(), "", "what the connection decides lasts for the session")
			}
			if states != nil && !states.bad && !slices.Equal(states.words(), familyStates) {
				c.add(states.where(), "", "the states of an address family are %s", strings.Join(familyStates, " and "))
			}
		}
		for _, state := range n.get("carries").entries() {
			if len(states.entries()) > 0 && states.items[0].word == state.key {
				c.add(state.where(), "", "the first state carries nothing: a session begins there, and nobody supplies a value")
			}
			for _, carry := range state.entries() {
				c.notBuiltin(carry.key, carry.where())
				if c.spec.Secret(carry.word) {
					c.add(carry.pos, "", "%q is a secret, which no state keeps", carry.key)
				}
				if r, known := region[carry.key]; known && r != n.key {
					c.add(carry.where(), "", "region %q carries a %q already; names of carried values are unique", r, carry.key)
				} else if t := typeOf[carry.key]; known && t != carry.word {
					c.add(carry.pos, "", "%q is a %q in one state and a %q in another", carry.key, t, carry.word)
				}
				region[carry.key], typeOf[carry.key] = n.key, carry.word
			}
		}
	}
}

// events checks the events.
func (c *checker) events() {
	events := c.root.get("events")
	c.exactly(events, "event", event.Names[:])
	for i, n := range events.entries() {
		c.row(nil, &c.spec.Events[i].Reply, n, KindEvent)
		if n.bad {
			continue
		}
		if where := n.get("where"); where != nil && !where.bad && !c.spec.Events[i].Where.Includes(runtimePlace(n.key)) {
			c.add(where.where(), "", "the runtime has the event %q happen elsewhere, too: `where: %s`", n.key, runtimePlace(n.key))
		}
		if n.key == eventForeign {
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
	n := c.root.get("transfer")
	if n == nil {
		return
	}
	c.exactly(n.get("ends"), "end of a transfer", event.Ends[:])
	for i, e := range n.get("ends").entries() {
		c.row(anyCommand, &c.spec.Transfer.Ends[i], e, KindTransferEnd)
	}
	for _, unused := range []*node{n.get("work"), n.get("ends").get(endOvertime)} {
		if unused != nil && !unused.tainted() && !c.works() {
			c.add(unused.where(), "", "no reply has `then: work`")
		}
	}
	for key, lifetime := range map[string]string{"begin": lastsTransfer, "work": lastsWork} {
		if moves := n.get(key); moves != nil && !moves.tainted() {
			r := Reply{To: buildMoves(moves)}
			x := c.spec.scope(nil, &r, KindTransferEnd)
			c.sources(&x, &r, moves)
			if region := c.spec.Roles.Transfer; region != "" && moves.get(region) == nil {
				c.add(moves.where(), "", "%s has to move the region %q", key, region)
			}
			c.endsAgain(moves, lifetime)
		}
	}
}
