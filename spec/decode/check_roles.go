package decode

import (
	"slices"

	"github.com/portolan-ftp/portolan/fsm/event"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// roleTypes are the Go types of the carried values that the runtime looks into.
var roleTypes = map[string]string{
	"account": "*accounts.Account", "user": "string", "idle": "time.Duration", "host": "string", "cwd": "storage.Path", "offset": "int64",
}

// roles checks that the states and values that have a role fit it.
func (c *checker) roles() {
	n := c.root.Get("roles")
	if n == nil || n.Bad {
		return
	}
	for _, role := range n.Entries() {
		if role.Tainted() {
			continue
		}
		switch role.Key {
		case "over", "last", "private", "client", "exchange":
			c.roleOfStates(role)
		}
		if want, carried := roleTypes[role.Key]; carried {
			if _, carry := c.spec.Carry(role.Word); carry != nil && !slices.Contains([]string{"", want}, c.spec.GoType(carry.Type)) {
				c.Add(role.Where(), "", "the role %q is for a value of type %s; %q is a %s", role.Key, want, role.Word, c.spec.GoType(carry.Type))
			}
		}
	}
	over, last := &c.spec.Roles.Over, &c.spec.Roles.Last
	if last.Region != "" && (last.Region != over.Region || slices.Equal(last.States, over.States)) {
		c.Add(n.Get("last").Where(), "", "the role \"last\" is another state of the region that plays \"over\"")
	}
	for _, role := range c.wanted() {
		if role.because && n.Get(role.name) == nil && c.own(n.Where()) {
			c.Add(n.Where(), "", "nothing plays the role %q, and %s", role.name, role.why)
		}
	}
}

// wantedRole is a role that a spec needs if it has the parts that the role is about.
type wantedRole struct {
	name    string
	because bool
	why     string
}

// wanted are the roles that a spec needs, given its other parts.
func (c *checker) wanted() []wantedRole {
	last := slices.ContainsFunc(c.spec.Commands, func(cmd spec.Command) bool { return cmd.During == spec.DuringLast })
	between := slices.ContainsFunc(c.spec.Capabilities, func(k spec.Capability) bool { return k.Interface == serverListener })
	return []wantedRole{
		{"last", last, "a command waits `during: last`"},
		{"quit", last, "a command waits `during: last`"},
		{"abort", c.has(spec.ThenAbort), "a reply has `then: abort`"},
		{"private", c.asksWhetherPrivate(), "the end \"unprotected\" asks for a region"},
		{"client", between, "a capability gives " + serverListener},
		{"exchange", between, "a capability gives " + serverListener},
		{"language", c.spoken(), "the states of a region are languages"},
		{"account", c.carries(func(t *spec.Type) bool { return t.Go == roleTypes["account"] }), "a state carries an account"},
		{"cwd", c.carries(func(t *spec.Type) bool { return t.Go == "storage.FS" }), "a state carries files"},
		{"user", c.carriesRead("argument.ParseName"), "a state carries a user's name"},
		{"idle", c.carriesRead("argument.ParseSeconds"), "a state carries a time"},
		{"host", c.carriesRead("argument.ParseHost"), "a state carries a host"},
		{"offset", c.carriesRead("argument.ParseOffset"), "a state carries a position in a file"},
	}
}

// asksWhetherPrivate reports whether a transfer can end because its data connection has to be protected.
func (c *checker) asksWhetherPrivate() bool {
	return slices.ContainsFunc(c.spec.Transfer.Ends, func(e spec.Reply) bool {
		return e.Name == event.Ends[event.Unprotected] && slices.ContainsFunc(e.When, func(t spec.CondTerm) bool {
			return !t.Policy && t.Region != c.spec.Roles.Transfer
		})
	})
}

// serverListener is the interface for data connections between servers.
const serverListener = "fsm.ServerListener"

// spoken reports whether all states of a region but the first are languages.
func (c *checker) spoken() bool {
	return slices.ContainsFunc(c.spec.Regions, func(r spec.Region) bool {
		return len(r.States) > 1 && len(spec.Intersect(r.States[1:], c.spec.Languages)) > 0
	})
}

// carries says whether a state carries a value of such a type.
func (c *checker) carries(such func(*spec.Type) bool) bool {
	return slices.ContainsFunc(c.spec.Types, func(t spec.Type) bool {
		return such(&t) && slices.ContainsFunc(c.spec.Regions, func(r spec.Region) bool {
			return slices.ContainsFunc(r.Carries, func(v spec.Carry) bool { return v.Type == t.Name })
		})
	})
}

// carriesRead says whether a state carries what a function reads.
func (c *checker) carriesRead(parse string) bool {
	return c.carries(func(t *spec.Type) bool { return t.Parse == parse })
}

// roleOfStates checks a role of states: they belong to one region or one policy, and a session does not begin in them.
func (c *checker) roleOfStates(role *syntax.Node) {
	terms := buildCond(role)
	if len(terms) != 1 {
		c.Add(role.Where(), "", "the role %q is played by one region or policy", role.Key)
		return
	}
	t, single := &terms[0], role.Key == "over" || role.Key == "last"
	switch {
	case t.Policy != (role.Key == "exchange"):
		c.Add(t.Pos, "", "the role %q is for a %s", role.Key, map[bool]string{true: "policy", false: "region"}[role.Key == "exchange"])
	case single && len(t.States) != 1:
		c.Add(t.Pos, "", "the role %q is played by one state", role.Key)
	case slices.Contains(t.States, c.spec.FirstOf(t)):
		c.Add(t.Pos, "", "a session begins in %q, which cannot play %q", c.spec.FirstOf(t), role.Key)
	}
}
