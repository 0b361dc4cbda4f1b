package invariants

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// vacuous is I06.
var vacuous = check.Check{
	ID: "I06", Severity: check.Unsafe, Whole: true,
	Mends: "the removal of what has no effect there",
	Title: "no invariant speaks of nothing",
	What: `
Every invariant speaks of something. Its condition is met somewhere, its commands can have an effect, and its
capabilities are used.
`,
	Why:     "A statement about nothing is true and worthless.",
	Without: "A typing mistake turns an invariant off, and every audit stays green.",
	Faulty: []check.Example{{Change: `
invariants:
  nothing-is-changed: {never: {does: [files.write, files.rename], when: {policy.files: read-only, login: named, type: image, setup: epsv-only, data: passive}}}
`, Finds: `
nothing-is-changed: no session ever gets to policy.files=read-only login=named type=image setup=epsv-only data=passive
`}, {Change: `
invariants:
  before-login: {budget: {commands: [USER, PASS, REIN, QUIT, ABOR, NOOP, FEAT, PWD]}}
`, Finds: `
before-login: PWD never has an effect there, and the budget allows it
`}, {Change: `
invariants:
  nothing-is-sent: {never: {then: send, but: NOOP, when: {setup: epsv-only}}}
`, Finds: `
nothing-is-sent: it is not about NOOP without its exception either
`}, {Change: `
invariants:
  acct: {resets: {command: ACCT, regions: [data]}}
`, Finds: `
acct: ACCT never has an effect
`}},
	Clean: []check.Example{{Change: `
invariants:
  no-renaming-of-nothing: {never: {command: RNTO, when: {rename: none}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		effective := map[string]bool{}
		for _, e := range m.Edges() {
			if row := m.Row(e); check.Effect(row) {
				effective[row.Command] = true
			}
		}
		each(m, func(v *spec.Invariant) {
			if m.Inherited(v.Pos) {
				return
			}
			var where spec.Cond
			var commands []string
			switch {
			case v.Never != nil && !v.Never.OfStates():
				where, commands = v.Never.When, named(m, v.Never)
				idleKinds(m, r, v)
			case v.Default != nil:
				return
			case v.OnlyAfter != nil:
				where, commands = v.OnlyAfter.State, v.OnlyAfter.Commands
			case v.Resets != nil:
				commands = []string{v.Resets.Command}
			case v.Budget != nil:
				where = v.Budget.When
				unspent(m, r, v)
			}
			if !met(m, where) {
				r.Text(v.Name, v.Pos, "no session ever gets to %s", condition(where))
			}
			for _, name := range commands {
				if !effective[name] {
					r.Text(v.Name, v.Pos, "%s never has an effect", name)
				}
			}
		})
	},
}

// unspent reports the commands of a budget that have no effect where it applies: the budget would be larger than
// the surface.
func unspent(m *check.Model, r *check.Reporter, v *spec.Invariant) {
	when := m.Graph.Where(v.Budget.When)
	spent := map[string]bool{}
	for g, e := range m.Steps(nil, check.Effect) {
		if e.Under.Meets(when.Of(&g.Nodes[e.From].Config)) {
			spent[m.Row(e).Command] = true
		}
	}
	for _, name := range v.Budget.Commands {
		if !spent[name] {
			r.Text(v.Name, v.Pos, "%s never has an effect there, and the budget allows it", name)
			r.Mend(v.Name, check.Repair{Title: fmt.Sprintf("Remove %q from the budget", name), At: v.Pos, Keys: []string{"budget", "commands"}, How: check.Drop, Value: name})
		}
	}
}

// met reports whether a condition holds in some configuration of a session that has not ended: of one that has, nothing
// is asked any more.
func met(m *check.Model, cond spec.Cond) bool {
	if region := alone(m, cond); region >= 0 {
		states := uint64(0)
		for g, n := range m.Nodes() {
			if !m.Machine.Closed(&g.Nodes[n].Config) {
				states |= g.May(n, region)
			}
		}
		return slices.ContainsFunc(cond[0].States, func(s string) bool {
			i := slices.Index(m.Spec.Regions[region].States, s)
			return i >= 0 && states&(1<<i) != 0
		})
	}
	when := m.Graph.Where(cond)
	for g, n := range m.Nodes() {
		if !m.Machine.Closed(&g.Nodes[n].Config) && g.Here(n, &when) != nil {
			return true
		}
	}
	return false
}

// named are the commands that an invariant names one by one; first words that mean several are asked for as one.
func named(m *check.Model, n *spec.Never) []string {
	return slices.DeleteFunc(slices.Clone(n.Commands), func(name string) bool { return len(meant(m, name)) > 1 })
}

// meant are the commands that a name in a list means.
func meant(m *check.Model, name string) []string {
	var all []string
	for i := range m.Spec.Commands {
		if c := m.Spec.Commands[i].Name; c == name || strings.HasPrefix(c, name+" ") {
			all = append(all, c)
		}
	}
	return all
}

// idleKinds reports kinds that no command is of, and exceptions from nothing.
func idleKinds(m *check.Model, r *check.Reporter, v *spec.Invariant) {
	all := func(of func(c *spec.Command) bool) bool {
		for i := range m.Spec.Commands {
			if of(&m.Spec.Commands[i]) {
				return true
			}
		}
		return false
	}
	for _, pattern := range v.Never.Does {
		one := &spec.Never{Does: []string{pattern}}
		if !all(func(c *spec.Command) bool { return m.Spec.SpeaksOf(one, c) }) {
			r.Text(v.Name, v.Pos, "no command does %s", pattern)
		}
	}
	if one := (&spec.Never{Changes: true}); v.Never.Changes && !all(func(c *spec.Command) bool { return m.Spec.SpeaksOf(one, c) }) {
		r.Text(v.Name, v.Pos, "no command changes files")
	}
	for _, then := range v.Never.Then {
		one := &spec.Never{Then: []string{then}}
		if !all(func(c *spec.Command) bool { return m.Spec.SpeaksOf(one, c) }) {
			r.Text(v.Name, v.Pos, "no reply has `then: %s`", then)
		}
	}
	without := *v.Never
	without.But = nil
	for _, name := range v.Never.But {
		if c := m.Machine.Command(name); c != nil && !m.Spec.SpeaksOf(&without, c) {
			r.Text(v.Name, v.Pos, "it is not about %s without its exception either", name)
		}
	}
}
