package files

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// sameGuards is P09.
var sameGuards = check.Check{
	ID: "P09", Severity: check.Unsafe, Rows: true,
	Mends: "the need that the other command has",
	Title: "commands with the same capability have the same guards",
	What: `
Commands with the same capability have the same guards: what they need of the login and of the operator's
policies. A command that does more may need more than one that does less.
`,
	Why:     "D3, D15, S40: a guard that one command of several lacks was forgotten.",
	Without: "A rule of the operator holds for STOR and not for the command that was added last year.",
	Faulty: []check.Example{{Change: `
commands:
  RNTO: {needs: [logged-in, {name: pending, when: {rename: pending}, else: {code: 503, text: {en: "RNFR first.", la: "RNFR prius."}}}]}
`, Finds: `
RNTO: RNTO does files.rename without "unless policy.files=[read-only]", which RNFR has
`}},
	Clean: []check.Example{{Change: `
commands:
  RNTO: {needs: [logged-in, writable, any-setup, {name: pending, when: {rename: pending}, else: {code: 503, text: {en: "RNFR first.", la: "RNFR prius."}}}]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, k := range m.Spec.Capabilities {
			for i := range m.Spec.Commands {
				if c := &m.Spec.Commands[i]; slices.Contains(c.Does, k.Name) {
					lacking(m, r, c, k.Name)
				}
			}
		}
	},
}

// lacking reports the guards that a command lacks and another one with the capability has. What the other does beside
// it may be why the other has the guard, so it counts when the command does that too.
func lacking(m *check.Model, r *check.Reporter, c *spec.Command, capability string) {
	has, lacks := guards(m, c), ""
	for i := range m.Spec.Commands {
		other := &m.Spec.Commands[i]
		if !slices.Contains(other.Does, capability) || slices.ContainsFunc(other.Does, func(k string) bool { return !slices.Contains(c.Does, k) }) {
			continue
		}
		for _, guard := range guards(m, other) {
			if !slices.ContainsFunc(has, func(g guarding) bool { return g.text == guard.text }) {
				has = append(has, guard)
				r.Text(c.Name, c.Pos, "%s does %s without %q, which %s has", c.Name, capability, guard.text, other.Name)
				lacks += " " + guard.need
				r.Advise(c.Name, "its needs lack"+lacks)
				if slices.ContainsFunc(m.Spec.Needs, func(n spec.Need) bool { return n.Name == guard.need }) {
					r.Mend(c.Name, m.Needs(c, guard.need)...)
				}
			}
		}
	}
}

// guarding is a need, by its name and written out.
type guarding struct{ need, text string }

// guards are the needs of a command that ask for the login or for policies alone.
func guards(m *check.Model, c *spec.Command) []guarding {
	var guards []guarding
	login := m.Places.Login.RegionName(m.Spec)
	for _, n := range c.Needs {
		for _, side := range []struct {
			word string
			cond spec.Cond
		}{{"when", n.When}, {"unless", n.Unless}} {
			if len(side.cond) == 0 || slices.ContainsFunc(side.cond, func(t spec.CondTerm) bool { return !t.Policy && t.Region != login }) {
				continue
			}
			text := side.word
			for _, t := range side.cond {
				text += fmt.Sprintf(" %s=%v", t.Key(), t.States)
			}
			guards = append(guards, guarding{n.Name, text})
		}
	}
	return guards
}
