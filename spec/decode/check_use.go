package decode

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
)

// uses reports definitions that nothing uses, and states that nothing reaches. In an overlay definitions of the base
// may have no use, because a command is not offered any more.
func (c *checker) uses() {
	for _, what := range []grammar.Ref{grammar.RefShared, grammar.RefNeed, grammar.RefType, grammar.RefCapability, grammar.RefLifetime} {
		c.unused(what)
	}
	for _, name := range c.defs[grammar.RefPolicy].all {
		if !c.defs[grammar.RefTerm].used[spec.PolicyPrefix+name] && c.own(c.defs[grammar.RefPolicy].pos[name]) {
			c.Add(c.defs[grammar.RefPolicy].pos[name], "", "nothing asks for the policy %q", name)
		}
	}
	rows := c.spec.Rows()
	c.idleMovers()
	c.rowCount(rows)
	c.reached(rows)
	c.read(rows)
	c.typeKeys()
	c.settings()
}

// reached reports states that no row moves to.
func (c *checker) reached(rows []spec.Row) {
	reached := map[spec.Move]bool{}
	for _, row := range rows {
		for _, m := range row.Moves {
			reached[spec.Move{Region: m.Region, State: m.State}] = true
		}
	}
	for _, n := range c.root.Get("regions").Entries() {
		if n.Get("begins") != nil {
			c.stays(n.Key, rows)
			continue
		}
		for _, state := range n.Get("states").Items[1:] {
			if !reached[spec.Move{Region: n.Key, State: state.Word}] && c.own(state.Pos) && !c.unspoken(n.Key, state.Word) {
				c.Add(state.Pos, "", "no row moves %q to %q", n.Key, state.Word)
			}
		}
	}
}

// stays reports rows that move a region whose state the connection decides.
func (c *checker) stays(region string, rows []spec.Row) {
	for _, row := range rows {
		for _, m := range row.Moves {
			if m.Region == region {
				c.Add(m.Pos, "", "the connection decides about %q, and nothing moves it", region)
			}
		}
	}
}

// settings reports regions that are called settings although no command asks about them.
func (c *checker) settings() {
	asked := map[string]bool{}
	for _, cmd := range c.spec.Commands {
		conds := []spec.Cond{}
		for _, n := range cmd.Needs {
			conds = append(conds, n.When, n.Unless)
		}
		for _, r := range cmd.Replies {
			conds = append(conds, r.When)
		}
		for _, t := range slices.Concat(conds...) {
			asked[t.Region] = asked[t.Region] || !t.Policy
		}
	}
	for _, n := range c.root.Get("regions").Entries() {
		if setting := n.Get("setting"); setting.Flag() && !asked[n.Key] && c.own(setting.Where()) {
			c.Add(setting.Where(), "", "no command asks about %q, so that it is aside without being a setting", n.Key)
		}
	}
}

// read reports regions whose state nothing reads, and carried values that no handler is given. The runtime reads the
// region of the session's end, the region of the language, and the values of a region that the end of a transfer moves.
func (c *checker) read(rows []spec.Row) {
	roles := &c.spec.Roles
	given, printed := map[string]bool{roles.Session(): true, roles.Language: true}, map[string]bool{}
	for _, cmd := range c.spec.Commands {
		for _, region := range cmd.With {
			given[region] = true
		}
	}
	for i := range c.spec.Regions {
		if r := &c.spec.Regions[i]; r.LastsFor(spec.LastsTransfer) {
			given[r.Name] = true
		}
	}
	for _, row := range rows {
		for _, v := range row.Values {
			printed[v.Name] = printed[v.Name] || v.Source == spec.SourcePayload
		}
	}
	for i := range c.spec.Regions {
		r := &c.spec.Regions[i]
		used := given[r.Name] || c.defs[grammar.RefTerm].used[r.Name]
		for _, carry := range r.Carries {
			used = used || printed[carry.Name]
			if !given[r.Name] && !printed[carry.Name] && c.own(carry.Pos) {
				c.Add(carry.Pos, "", "nothing uses the carried value %q", carry.Name)
			}
		}
		if !used && c.own(r.Pos) {
			c.Add(r.Pos, "", "nothing asks for the region %q: no need, no `when`, no `with`", r.Name)
		}
	}
}

// typeKeys reports keys of types that only arguments consume.
func (c *checker) typeKeys() {
	var args []string
	for _, cmd := range c.spec.Commands {
		for _, a := range cmd.Args {
			args = append(args, a.Type)
		}
	}
	for _, n := range c.root.Get("types").Entries() {
		if !slices.Contains(args, n.Key) && c.own(n.Where()) {
			c.spare(n, "no argument has the type", "parse", "syntax", "example", "word", "names")
		}
	}
}

// unspoken reports a state for a language without texts. An argument that names such a language does not move the
// region, so that a spec may have fewer languages than the states that it is made from.
func (c *checker) unspoken(region, state string) bool {
	named := slices.ContainsFunc(c.spec.Types, func(t spec.Type) bool { return t.Names == region })
	return named && region == c.spec.Roles.Language && !slices.Contains(c.spec.Languages, state)
}
