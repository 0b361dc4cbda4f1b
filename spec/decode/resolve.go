package decode

import (
	"maps"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// names are the definitions of one kind.
type names struct {
	all  []string
	pos  map[string]spec.Pos
	used map[string]bool
	open bool // a definition may be missing because of a fault that is reported
}

// define collects the keys or the words of n as definitions.
func define(n *syntax.Node) *names {
	d := &names{pos: map[string]spec.Pos{}, used: map[string]bool{}, open: n != nil && n.Bad}
	for _, item := range n.Entries() {
		name := item.Key
		if name == "" {
			name = item.Word
		}
		d.add(name, item.Where())
	}
	return d
}

// add adds a definition.
func (d *names) add(name string, pos spec.Pos) {
	if _, known := d.pos[name]; !known {
		d.all = append(d.all, name)
		d.pos[name] = pos
	}
}

// checker checks one file: first names, then meaning.
type checker struct {
	*syntax.Report
	root   *syntax.Node
	spec   *spec.Spec
	defs   map[grammar.Ref]*names
	states map[string]*names   // of each region, and of each "policy.NAME"
	moved  map[string][]string // for each region who moves it
	blind  bool                // uses are not counted: a name in an invariant is no use of it
}

// newChecker collects the definitions.
func newChecker(r *syntax.Report, root *syntax.Node) *checker {
	c := &checker{Report: r, root: root, states: map[string]*names{}}
	c.defs = map[grammar.Ref]*names{grammar.RefCarry: define(nil)}
	for what, key := range map[grammar.Ref]string{
		grammar.RefLanguage: "languages", grammar.RefPolicy: "policies", grammar.RefRegion: "regions", grammar.RefTerm: "regions", grammar.RefType: "types",
		grammar.RefCapability: "capabilities", grammar.RefClass: "errors", grammar.RefShared: "replies", grammar.RefNeed: "needs", grammar.RefCommand: "commands", grammar.RefInvariant: "invariants",
	} {
		n := root.Get(key)
		c.defs[what] = define(n)
		c.defs[what].open = n == nil && root.Bad || n != nil && n.Bad
	}
	c.defs[grammar.RefLifetime] = define(root.Get("lifetimes"))
	c.defs[grammar.RefLifetime].open = root.Get("lifetimes") != nil && root.Get("lifetimes").Bad
	for _, name := range spec.BuiltinLifetimes() {
		c.defs[grammar.RefLifetime].add(name, spec.Pos{})
	}
	c.defs[grammar.RefCarry].open = root.Get("regions").Tainted()
	c.defs[grammar.RefTerm].open = c.defs[grammar.RefTerm].open || c.defs[grammar.RefPolicy].open
	for _, p := range root.Get("policies").Entries() {
		c.states[spec.PolicyPrefix+p.Key] = define(p.Get("values"))
		c.defs[grammar.RefTerm].add(spec.PolicyPrefix+p.Key, p.KeyPos)
	}
	for _, r := range root.Get("regions").Entries() {
		c.states[r.Key] = define(r.Get("states"))
		for _, state := range r.Get("carries").Entries() {
			for _, carry := range state.Entries() {
				c.defs[grammar.RefCarry].add(carry.Key, carry.KeyPos)
			}
		}
	}
	return c
}

// mergeShared puts the fields of shared replies into the replies that name them.
func (c *checker) mergeShared() {
	shared := c.root.Get("replies")
	c.root.Each(func(n *syntax.Node) {
		name := n.Get(grammar.FieldReply.Key)
		if n.Shape == nil || n.Shape.Field(grammar.FieldReply.Key) == nil || shared.Get(name.Text()) == nil {
			return
		}
		n.Bad = n.Bad || shared.Get(name.Word).Bad
		for _, f := range shared.Get(name.Word).Entries() {
			switch {
			case n.Get(f.Key) != nil:
			case f.Key == grammar.FieldOn.Key && n.Shape.Field(f.Key) == nil: // no class of error ends there
			case n.Shape.Field(f.Key) == nil:
				c.Add(name.Pos, "", "shared reply %q has %q, which %s cannot have", name.Word, f.Key, n.Shape.Name)
			default:
				n.Items = append(n.Items, f)
			}
		}
	})
}

// resolve checks every name below n against the definitions; region is the region or policy that states belong to.
func (c *checker) resolve(n *syntax.Node, region string) {
	if n == c.root.Get("invariants") {
		c.blind = true
		defer func() { c.blind = false }()
	}
	if !c.name(n.KeyRef, n.Key, region, n.KeyPos) || !n.Bad && !c.name(n.Ref, n.Word, region, n.Pos) {
		n.Bad = true
	}
	if n.KeyRef == grammar.RefRegion || n.KeyRef == grammar.RefTerm || n.Shape == grammar.ShapeRegion {
		region = n.Key
	}
	for _, item := range n.Items {
		if item.KeyRef == grammar.RefRegion || item.KeyRef == grammar.RefTerm {
			c.resolve(item, item.Key)
			continue
		}
		c.resolve(item, region)
	}
}

// name checks one name and reports whether conclusions may be drawn from it.
func (c *checker) name(what grammar.Ref, word, region string, pos spec.Pos) bool {
	defs := c.defs[what]
	switch what {
	case "":
		return true
	case grammar.RefState:
		if defs = c.states[region]; defs == nil {
			return false // the region itself is unknown, and reported
		}
	case grammar.RefType:
		word, _ = grammar.ArgWord(word)
	case grammar.RefPattern:
		return c.matched(grammar.RefCapability, word, pos, "no capability matches %q", func(name string) bool { return spec.MatchesPattern(word, name) })
	case grammar.RefSurvivor:
		return c.matched(grammar.RefCommand, word, pos, "unknown command %q", func(name string) bool { return spec.Covers(word, name) })
	}
	if what == grammar.RefEnder || what == grammar.RefActor || what == grammar.RefMover {
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
	hint := syntax.DidYouMean(word, defs.all)
	if what == grammar.RefState {
		c.Add(pos, hint, "%q is no state of %q, which has %s", word, region, strings.Join(defs.all, ", "))
		return false
	}
	c.Add(pos, hint, "unknown %s %q", what, word)
	return false
}

// matched reports a word that stands for no definition of its kind.
func (c *checker) matched(what grammar.Ref, word string, pos spec.Pos, format string, match func(name string) bool) bool {
	defs := c.defs[what]
	if slices.ContainsFunc(defs.all, match) {
		return true
	}
	if !defs.open {
		c.Add(pos, syntax.DidYouMean(word, defs.all), format, word)
	}
	return false
}

// own reports whether a position is in the file that is being checked: in an overlay, and not in its base.
func (c *checker) own(pos spec.Pos) bool {
	return pos.File != "" && (c.spec.Base == nil || pos.File == c.spec.File)
}

// unused reports the definitions of a kind that nothing uses.
func (c *checker) unused(what grammar.Ref) {
	defs := c.defs[what]
	for _, name := range slices.Sorted(maps.Keys(defs.pos)) {
		if !defs.used[name] && c.own(defs.pos[name]) {
			c.Add(defs.pos[name], "", "nothing uses the %s %q", what, name)
		}
	}
}
