package login

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// secretsAreDeclared is P33.
var secretsAreDeclared = check.Check{
	ID: "P33", Severity: check.Unsafe, Rows: true,
	Mends: "a type that is a secret",
	Title: "what lets a client in is a secret",
	What: `
A value that a client gives to be let in is a secret. Each argument of a command that does something of accounts
has a type that is one, so that no log shows it. The name that the login goes on with is the exception: a
carried value that was not there before.
`,
	Why:     "S14: readable secrets.",
	Without: "Passwords stand in the log.",
	Faulty: []check.Example{{Change: `
commands:
  PASS: {arg: {password: name}}
types: {secret: null}
`, Finds: `
PASS password: PASS does accounts.login, and password is no secret: its type is name
`}},
	Clean: []check.Example{{Change: `
commands:
  PASS: {arg: {password: secret}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			at := slices.IndexFunc(c.Touches(), func(k string) bool { return strings.HasPrefix(k, "accounts.") })
			if at < 0 {
				continue
			}
			for _, a := range c.Args {
				if !m.Spec.Secret(a.Type) && !namesArgument(m, c, a.Name) {
					r.Text(c.Name+" "+a.Name, c.Pos, "%s does %s, and %s is no secret: its type is %s", c.Name, c.Touches()[at], a.Name, a.Type)
					r.Mend(c.Name+" "+a.Name, secretly(m, c, a)...)
				}
			}
		}
	},
}

// secretly are repairs of an argument: its type is one that is a secret.
func secretly(m *check.Model, c *spec.Command, a spec.Arg) []check.Repair {
	var all []check.Repair
	for _, t := range m.Spec.Types {
		if t.Secret {
			all = append(all, check.Given(c.Pos, typed(t.Name, a.Optional), "arg", a.Name))
		}
	}
	return all
}

// typed is the type of an argument as it is written.
func typed(name string, optional bool) string {
	if optional {
		return "optional " + name
	}
	return name
}

// namesArgument reports whether an argument begins to ride with an answer of the command, as the user's name does with
// that of USER: it is carried, and need not be there before.
func namesArgument(m *check.Model, c *spec.Command, arg string) bool {
	for i := range m.Spec.Regions {
		for _, carry := range m.Spec.Regions[i].Carries {
			if carry.Name != arg {
				continue
			}
			there := slices.ContainsFunc(c.Needs, func(n spec.Need) bool {
				return slices.ContainsFunc(n.When, func(t spec.CondTerm) bool {
					return t.Region == m.Spec.Regions[i].Name && !slices.ContainsFunc(t.States, func(s string) bool { return !slices.Contains(carry.States, s) })
				})
			})
			return !there
		}
	}
	return false
}
