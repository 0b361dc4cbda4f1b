package spec

import "slices"

// uses reports definitions that nothing uses, and states that nothing reaches. In an overlay definitions of the base
// may have no use, because a command is not offered any more.
func (c *checker) uses() {
	for _, what := range []ref{refShared, refNeed, refType, refCapability, refLifetime} {
		c.unused(what)
	}
	for _, name := range c.defs[refPolicy].all {
		if !c.defs[refTerm].used[policyPrefix+name] && c.own(c.defs[refPolicy].pos[name]) {
			c.add(c.defs[refPolicy].pos[name], "", "nothing asks for the policy %q", name)
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
func (c *checker) reached(rows []Row) {
	reached := map[Move]bool{}
	for _, row := range rows {
		for _, m := range row.Moves {
			reached[Move{Region: m.Region, State: m.State}] = true
		}
	}
	for _, n := range c.root.get("regions").entries() {
		if n.get("begins") != nil {
			c.stays(n.key, rows)
			continue
		}
		for _, state := range n.get("states").items[1:] {
			if !reached[Move{Region: n.key, State: state.word}] && c.own(state.pos) && !c.unspoken(n.key, state.word) {
				c.add(state.pos, "", "no row moves %q to %q", n.key, state.word)
			}
		}
	}
}

// stays reports rows that move a region whose state the connection decides.
func (c *checker) stays(region string, rows []Row) {
	for _, row := range rows {
		for _, m := range row.Moves {
			if m.Region == region {
				c.add(m.Pos, "", "the connection decides about %q, and nothing moves it", region)
			}
		}
	}
}

// settings reports regions that are called settings although no command asks about them.
func (c *checker) settings() {
	asked := map[string]bool{}
	for _, cmd := range c.spec.Commands {
		conds := []Cond{}
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
	for _, n := range c.root.get("regions").entries() {
		if setting := n.get("setting"); setting.flag() && !asked[n.key] && c.own(setting.where()) {
			c.add(setting.where(), "", "no command asks about %q, so that it is aside without being a setting", n.key)
		}
	}
}

// read reports regions whose state nothing reads, and carried values that no handler is given. The runtime reads the
// region of the session's end, the region of the language, and the values of a region that the end of a transfer moves.
func (c *checker) read(rows []Row) {
	roles := &c.spec.Roles
	given, printed := map[string]bool{roles.Session(): true, roles.Language: true}, map[string]bool{}
	for _, cmd := range c.spec.Commands {
		for _, region := range cmd.With {
			given[region] = true
		}
	}
	for i := range c.spec.Regions {
		if r := &c.spec.Regions[i]; r.lasts(lastsTransfer) {
			given[r.Name] = true
		}
	}
	for _, row := range rows {
		for _, v := range row.Values {
			printed[v.Name] = printed[v.Name] || v.Source == SourcePayload
		}
	}
	for i := range c.spec.Regions {
		r := &c.spec.Regions[i]
		used := given[r.Name] || c.defs[refTerm].used[r.Name]
		for _, carry := range r.Carries {
			used = used || printed[carry.Name]
			if !given[r.Name] && !printed[carry.Name] && c.own(carry.Pos) {
				c.add(carry.Pos, "", "nothing uses the carried value %q", carry.Name)
			}
		}
		if !used && c.own(r.Pos) {
			c.add(r.Pos, "", "nothing asks for the region %q: no need, no `when`, no `with`", r.Name)
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
	for _, n := range c.root.get("types").entries() {
		if !slices.Contains(args, n.key) && c.own(n.where()) {
			c.spare(n, "no argument has the type", "parse", "syntax", "example", "word", "names")
		}
	}
}

// unspoken reports a state for a language without texts. An argument that names such a language does not move the
// region, so that a spec may have fewer languages than the states that it is made from.
func (c *checker) unspoken(region, state string) bool {
	named := slices.ContainsFunc(c.spec.Types, func(t Type) bool { return t.Names == region })
	return named && region == c.spec.Roles.Language && !slices.Contains(c.spec.Languages, state)
}
