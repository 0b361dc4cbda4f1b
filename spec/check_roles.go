package spec

import "slices"

// roleTypes are the Go types of the carried values that the runtime looks into.
var roleTypes = map[string]string{
	"account": "*accounts.Account", "user": "string", "idle": "time.Duration", "host": "string", "cwd": "storage.Path", "offset": "int64",
}

// roles checks that what plays a role fits it.
func (c *checker) roles() {
	n := c.root.get("roles")
	if n == nil || n.bad {
		return
	}
	for _, role := range n.entries() {
		if role.tainted() {
			continue
		}
		switch role.key {
		case "over", "last", "private", "client", "exchange":
			c.roleOfStates(role)
		}
		if want, carried := roleTypes[role.key]; carried {
			if _, carry := c.spec.carry(role.word); carry != nil && c.spec.GoType(carry.Type) != want {
				c.add(role.where(), "", "the role %q is for a value of type %s; %q is a %s", role.key, want, role.word, c.spec.GoType(carry.Type))
			}
		}
	}
	over, last := &c.spec.Roles.Over, &c.spec.Roles.Last
	if last.Region != "" && (last.Region != over.Region || slices.Equal(last.States, over.States)) {
		c.add(n.get("last").where(), "", "the role \"last\" is another state of the region that plays \"over\"")
	}
	if n.get("last") == nil && slices.ContainsFunc(c.spec.Commands, func(cmd Command) bool { return cmd.During == DuringLast }) {
		c.add(n.where(), "", "nothing plays the role \"last\", and a command waits `during: last`")
	}
}

// roleOfStates checks a role that states play: of one region, or of one policy, and not from the beginning.
func (c *checker) roleOfStates(role *node) {
	terms := buildCond(role)
	if len(terms) != 1 {
		c.add(role.where(), "", "the role %q is played by one region or policy", role.key)
		return
	}
	t, single := &terms[0], role.key == "over" || role.key == "last"
	switch {
	case t.Policy != (role.key == "exchange"):
		c.add(t.Pos, "", "the role %q is for a %s", role.key, map[bool]string{true: "policy", false: "region"}[role.key == "exchange"])
	case single && len(t.States) != 1:
		c.add(t.Pos, "", "the role %q is played by one state", role.key)
	case slices.Contains(t.States, c.spec.firstOf(t)):
		c.add(t.Pos, "", "a session begins in %q, which cannot play %q", c.spec.firstOf(t), role.key)
	}
}

// firstOf is the first state of the region, or value of the policy, that a term is about.
func (s *Spec) firstOf(t *CondTerm) string {
	if !t.Policy {
		return s.first(t.Region)
	}
	for _, p := range s.Policies {
		if p.Name == t.Region && len(p.Values) > 0 {
			return p.Values[0]
		}
	}
	return ""
}
