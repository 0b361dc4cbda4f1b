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
	open bool // a definition may be missing because of a fault that is reported
}

// define collects the keys or the words of n as definitions.
func define(n *node) *names {
	d := &names{pos: map[string]Pos{}, used: map[string]bool{}, open: n != nil && n.bad}
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
	states map[string]*names   // of each region, and of each "policy.NAME"
	moved  map[string][]string // for each region who moves it
	blind  bool                // uses are not counted: a name in an invariant is no use of it
}

// newChecker collects the definitions.
func newChecker(r *report, root *node) *checker {
	c := &checker{report: r, root: root, states: map[string]*names{}}
	c.defs = map[ref]*names{refCarry: define(nil)}
	for what, key := range map[ref]string{
		refLanguage: "languages", refPolicy: "policies", refRegion: "regions", refTerm: "regions", refType: "types",
		refCapability: "capabilities", refClass: "errors", refShared: "replies", refNeed: "needs", refCommand: "commands", refInvariant: "invariants",
	} {
		n := root.get(key)
		c.defs[what] = define(n)
		c.defs[what].open = n == nil && root.bad || n != nil && n.bad
	}
	c.defs[refLifetime] = define(root.get("lifetimes"))
	c.defs[refLifetime].open = root.get("lifetimes") != nil && root.get("lifetimes").bad
	for _, name := range builtinLifetimes {
		c.defs[refLifetime].add(name, Pos{})
	}
	c.defs[refCarry].open = root.get("regions").tainted()
	c.defs[refTerm].open = c.defs[refTerm].open || c.defs[refPolicy].open
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
	c.root.each(func(n *node) {
		name := n.get(fReply.key)
		if n.shape == nil || n.shape.field(fReply.key) == nil || shared.get(name.text()) == nil {
			return
		}
		n.bad = n.bad || shared.get(name.word).bad
		for _, f := range shared.get(name.word).entries() {
			switch {
			case n.get(f.key) != nil:
			case f.key == fOn.key && n.shape.field(f.key) == nil: // no class of error ends there
			case n.shape.field(f.key) == nil:
				c.add(name.pos, "", "shared reply %q has %q, which %s cannot have", name.word, f.key, n.shape.name)
			default:
				n.items = append(n.items, f)
			}
		}
	})
}

// resolve checks every name below n against the definitions; region is the region or policy that states belong to.
func (c *checker) resolve(n *node, region string) {
	if n == c.root.get("invariants") {
		c.blind = true
		defer func() { c.blind = false }()
	}
	if !c.name(n.keyRef, n.key, region, n.keyPos) || !n.bad && !c.name(n.ref, n.word, region, n.pos) {
		n.bad = true
	}
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

// name checks one name and reports whether conclusions may be drawn from it.
func (c *checker) name(what ref, word, region string, pos Pos) bool {
	defs := c.defs[what]
	switch what {
	case "":
		return true
	case refState:
		if defs = c.states[region]; defs == nil {
			return false // the region itself is unknown, and reported
		}
	case refType:
		word, _ = argWord(word)
	case refPattern:
		return c.matched(refCapability, word, pos, "no capability matches %q", func(name string) bool { return matchesPattern(word, name) })
	case refSurvivor:
		return c.matched(refCommand, word, pos, "unknown command %q", func(name string) bool { return covers(word, name) })
	}
	if what == refEnder || what == refActor || what == refMover {
		return c.actor(what, word, pos)
	}
	if _, known := defs.pos[word]; known {
		if !c.blind {
			defs.used[word] = true
		}
		return true
	}
	if defs.open {
		return false
	}
	hint := didYouMean(word, defs.all)
	if what == refState {
		c.add(pos, hint, "%q is no state of %q, which has %s", word, region, strings.Join(defs.all, ", "))
		return false
	}
	c.add(pos, hint, "unknown %s %q", what, word)
	return false
}

// matched reports a word that stands for no definition of its kind.
func (c *checker) matched(what ref, word string, pos Pos, format string, match func(name string) bool) bool {
	defs := c.defs[what]
	if slices.ContainsFunc(defs.all, match) {
		return true
	}
	if !defs.open {
		c.add(pos, didYouMean(word, defs.all), format, word)
	}
	return false
}

// matchesPattern reports whether pattern means the capability; it may end in "*".
func matchesPattern(pattern, capability string) bool {
	prefix, wild := strings.CutSuffix(pattern, "*")
	return capability == pattern || wild && strings.HasPrefix(capability, prefix)
}

// own reports whether a position is in the file that is being checked: in an overlay, and not in its base.
func (c *checker) own(pos Pos) bool {
	return pos.File != "" && (c.spec.Base == nil || pos.File == c.spec.File)
}

// unused reports the definitions of a kind that nothing uses.
func (c *checker) unused(what ref) {
	defs := c.defs[what]
	for _, name := range slices.Sorted(maps.Keys(defs.pos)) {
		if !defs.used[name] && c.own(defs.pos[name]) {
			c.add(defs.pos[name], "", "nothing uses the %s %q", what, name)
		}
	}
}
