package spec

import (
	"maps"
	"slices"
	"strings"
)

// names are the definitions of one kind.
type names struct {
	all  []string
	pos  map[string]Pos
	used map[string]bool
}

// define collects the keys or the words of n as definitions.
func define(n *node) *names {
	d := &names{pos: map[string]Pos{}, used: map[string]bool{}}
	for _, item := range n.entries() {
		name := item.key
		if name == "" {
			name = item.word
		}
		d.add(name, item.where())
	}
	return d
}

// add adds a definition.
func (d *names) add(name string, pos Pos) {
	if _, known := d.pos[name]; !known {
		d.all = append(d.all, name)
		d.pos[name] = pos
	}
}

// checker checks one file: first names, then meaning.
type checker struct {
	*report
	root   *node
	spec   *Spec
	defs   map[ref]*names
	states map[string]*names // of each region, and of each "policy.NAME"
	blind  bool              // uses are not counted: an invariant needs what it names, but does not use it
}

// newChecker collects the definitions.
func newChecker(r *report, root *node) *checker {
	c := &checker{report: r, root: root, states: map[string]*names{}}
	c.defs = map[ref]*names{
		refLanguage: define(root.get("languages")), refPolicy: define(root.get("policies")),
		refRegion: define(root.get("regions")), refTerm: define(root.get("regions")), refCarry: define(nil),
		refType: define(root.get("types")), refCapability: define(root.get("capabilities")),
		refClass: define(root.get("errors")), refShared: define(root.get("replies")),
		refNeed: define(root.get("needs")), refCommand: define(root.get("commands")),
	}
	for _, p := range root.get("policies").entries() {
		c.states[policyPrefix+p.key] = define(p.get("values"))
		c.defs[refTerm].add(policyPrefix+p.key, p.keyPos)
	}
	for _, r := range root.get("regions").entries() {
		c.states[r.key] = define(r.get("states"))
		for _, state := range r.get("carries").entries() {
			for _, carry := range state.entries() {
				c.defs[refCarry].add(carry.key, carry.keyPos)
			}
		}
	}
	return c
}

// mergeShared puts the fields of shared replies into the replies that name them.
func (c *checker) mergeShared() {
	shared := c.root.get("replies")
	c.each(c.root, func(n *node) {
		name := n.get(fReply.key)
		if n.shape == nil || n.shape.field(fReply.key) == nil || shared.get(name.text()) == nil {
			return
		}
		for _, f := range shared.get(name.word).entries() {
			switch {
			case n.get(f.key) != nil:
			case n.shape.field(f.key) == nil:
				c.add(name.pos, "", "shared reply %q has %q, which %s cannot have", name.word, f.key, n.shape.name)
			default:
				n.items = append(n.items, f)
			}
		}
	})
}

// each calls f for n and everything below.
func (c *checker) each(n *node, f func(*node)) {
	for _, item := range n.entries() {
		c.each(item, f)
	}
	f(n)
}

// resolve checks every name below n against the definitions; region is the region or policy that states belong to.
func (c *checker) resolve(n *node, region string) {
	if n == c.root.get("invariants") {
		c.blind = true
		defer func() { c.blind = false }()
	}
	c.name(n.keyRef, n.key, region, n.keyPos)
	c.name(n.ref, n.word, region, n.pos)
	if n.keyRef == refRegion || n.keyRef == refTerm || n.shape == sRegion {
		region = n.key
	}
	for _, item := range n.items {
		if item.keyRef == refRegion || item.keyRef == refTerm {
			c.resolve(item, item.key)
			continue
		}
		c.resolve(item, region)
	}
}

// name checks one name.
func (c *checker) name(what ref, word, region string, pos Pos) {
	defs := c.defs[what]
	switch what {
	case "":
		return
	case refState:
		if defs = c.states[region]; defs == nil {
			return // the region itself is unknown, and reported
		}
	case refType:
		word, _ = argWord(word)
	case refPattern:
		c.pattern(word, pos)
		return
	case refSurvivor:
		c.survivor(word, pos)
		return
	}
	if _, known := defs.pos[word]; known {
		if !c.blind {
			defs.used[word] = true
		}
		return
	}
	hint := didYouMean(word, defs.all)
	if what == refState {
		c.add(pos, hint, "%q is no state of %q, which has %s", word, region, strings.Join(defs.all, ", "))
		return
	}
	c.add(pos, hint, "unknown %s %q", what, word)
}

// pattern checks a capability that may end in *.
func (c *checker) pattern(word string, pos Pos) {
	defs := c.defs[refCapability]
	if !slices.ContainsFunc(defs.all, func(name string) bool { return matchesPattern(word, name) }) {
		c.add(pos, didYouMean(word, defs.all), "no capability matches %q", word)
	}
}

// matchesPattern reports whether pattern means the capability; it may end in "*".
func matchesPattern(pattern, capability string) bool {
	prefix, wild := strings.CutSuffix(pattern, "*")
	return capability == pattern || wild && strings.HasPrefix(capability, prefix)
}

// survivor checks a command's name or the first words of several.
func (c *checker) survivor(word string, pos Pos) {
	defs := c.defs[refCommand]
	if !slices.ContainsFunc(defs.all, func(name string) bool { return covers(word, name) }) {
		c.add(pos, didYouMean(word, defs.all), "unknown command %q", word)
	}
}

// unused reports the definitions of a kind that nothing uses.
func (c *checker) unused(what ref) {
	defs := c.defs[what]
	for _, name := range slices.Sorted(maps.Keys(defs.pos)) {
		if !defs.used[name] {
			c.add(defs.pos[name], "", "nothing uses the %s %q", what, name)
		}
	}
}
