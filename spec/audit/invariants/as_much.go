package invariants

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// asMuch is I08.
var asMuch = check.Check{
	ID: "I08", Severity: check.Unsafe, Whole: true,
	Mends: "the invariant that says as much",
	Title: "an invariant says as much as is true",
	What: `
An invariant "never" leaves out nothing for which it holds. It has no exception that keeps it anyway. It speaks of a whole
family of capabilities where it holds of all of them, so that one that is added later is covered. And its condition has
each state and each policy with which it holds too, unless another invariant says that.
`,
	Why:     "What an invariant leaves out is what a later change may break unseen.",
	Without: "Whoever wants a command to do what it must not takes it out of the invariant first, and every audit stays green.",
	Faulty: []check.Example{{Change: `
invariants:
  no-files-before-login: {never: {does: [files.read, files.write], when: {login: out}}}
  nothing-is-changed:    {never: {does: [files.write, files.rename], but: STOR, when: {policy.files: read-only}}}
  no-renaming:           {never: {command: RNTO, when: {rename: none, login: [out, named]}}}
`, Finds: `
no-files-before-login: it holds of files.* too, and then of what is added to them
nothing-is-changed: STOR keeps it without its exception too
no-renaming: it holds with rename=pending too
`}},
	Clean: []check.Example{{Change: `
invariants:
  no-renaming-unlogged: {never: {command: RNTO, when: {rename: [none, pending], login: [out, named]}}}
  no-renaming-unnamed:  {never: {command: RNTO, when: {rename: none}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		each(m, func(v *spec.Invariant) {
			if v.Never == nil || m.Inherited(v.Pos) {
				return
			}
			for i, name := range v.Never.But {
				wider := *v.Never
				if wider.But = slices.Delete(slices.Clone(wider.But), i, i+1); keeps(m, &wider) {
					r.Text(v.Name, v.Pos, "%s keeps it without its exception too", name)
					r.Mend(v.Name, check.Repair{Title: fmt.Sprintf("Remove %q from but", name), At: v.Pos, Keys: []string{"never", "but"}, How: check.Drop, Value: name})
				}
			}
			for _, family := range families(v.Never) {
				wider := *v.Never
				if wider.Does = append(slices.Clone(wider.Does), family); keeps(m, &wider) {
					r.Text(v.Name, v.Pos, "it holds of %s too, and then of what is added to them", family)
					r.Mend(v.Name, check.Given(v.Pos, widened(v.Never.Does, family), "never", "does"))
				}
			}
			for i, t := range v.Never.When {
				for _, state := range statesOf(m, t) {
					if slices.Contains(t.States, state) {
						continue
					}
					wider := *v.Never
					wider.When = slices.Clone(wider.When)
					wider.When[i].States = []string{state}
					if !said(m, &wider) && keeps(m, &wider) {
						r.Text(v.Name, v.Pos, "it holds with %s=%s too", t.Region, state)
						r.Mend(v.Name, check.Given(v.Pos, "["+strings.Join(append(slices.Clone(t.States), state), ", ")+"]", "never", "when", t.Key()))
					}
				}
			}
		})
	},
}

// widened are capabilities with a family in place of those that are of it, as they are written.
func widened(does []string, family string) string {
	others := slices.DeleteFunc(slices.Clone(does), func(name string) bool { return strings.HasPrefix(name, strings.TrimSuffix(family, "*")) })
	if len(others) == 0 {
		return family
	}
	return "[" + strings.Join(append(others, family), ", ") + "]"
}

// keeps reports whether nothing violates an invariant.
func keeps(m *check.Model, never *spec.Never) bool {
	for range violations(m, never) {
		return false
	}
	return true
}

// said reports whether another invariant says all that one does.
func said(m *check.Model, never *spec.Never) bool {
	return slices.ContainsFunc(m.Proved, func(v spec.Invariant) bool {
		o := v.Never
		if o == nil || slices.ContainsFunc(o.When, func(t spec.CondTerm) bool { return !narrower(never.When, t) }) {
			return false
		}
		for _, row := range m.Rows() {
			if m.Spec.Speaks(never, row) && !m.Spec.Speaks(o, row) {
				return false
			}
		}
		return o.OfStates() || !never.OfStates()
	})
}

// narrower reports whether a condition says of the region of a term as much as the term, or more.
func narrower(cond spec.Cond, than spec.CondTerm) bool {
	return slices.ContainsFunc(cond, func(t spec.CondTerm) bool {
		return t.Region == than.Region && t.Policy == than.Policy &&
			!slices.ContainsFunc(t.States, func(s string) bool { return !slices.Contains(than.States, s) })
	})
}

// families are the families of the capabilities that an invariant names one by one.
func families(never *spec.Never) []string {
	var all []string
	for _, name := range never.Does {
		family, _, _ := strings.Cut(name, ".")
		if family += ".*"; name != family && !slices.Contains(never.Does, family) && !slices.Contains(all, family) {
			all = append(all, family)
		}
	}
	return all
}

// statesOf are the states of a condition's region, or the values of its policy.
func statesOf(m *check.Model, t spec.CondTerm) []string {
	for _, p := range m.Spec.Policies {
		if t.Policy && p.Name == t.Region {
			return p.Values
		}
	}
	return m.Spec.Regions[m.Machine.Region(t.Region)].States
}
