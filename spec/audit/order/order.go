package order

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// needOrder is P28.
var needOrder = check.Check{
	ID: "P28", Severity: check.Unsafe, Rows: true,
	Title: "what cannot be mended is said first",
	What: `
A refusal that the client cannot mend comes before one that it can. A command's needs come in this order: the
login, the operator's policies, then what the session lacks.
`,
	Why:     "Courtesy: the first need that fails answers.",
	Without: "A client is sent to do something that does not help it.",
	Faulty: []check.Example{{Change: `
commands:
  STOR: {needs: [logged-in, endpoint, writable]}
`, Finds: `
STOR: need endpoint asks for what the client can mend, before writable, which it cannot
`}},
	Clean: []check.Example{{Change: `
commands:
  STOR: {needs: [logged-in, writable, any-setup, endpoint]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			for n := 1; n < len(c.Needs); n++ {
				a, b := &c.Needs[n-1], &c.Needs[n]
				if !forPolicies(a) && forPolicies(b) && !forLogin(m, a) {
					r.Text(c.Name, c.Pos, "need %s asks for what the client can mend, before %s, which it cannot", a.Name, b.Name)
				}
			}
		}
	},
}

// forPolicies reports whether a need depends on the operator's policies alone.
func forPolicies(n *spec.Need) bool {
	return !slices.ContainsFunc(slices.Concat(n.When, n.Unless), func(t spec.CondTerm) bool { return !t.Policy })
}

// forLogin reports whether a need asks for a login.
func forLogin(m *check.Model, n *spec.Need) bool {
	return slices.ContainsFunc(n.When, func(t spec.CondTerm) bool { return !t.Policy && t.Region == m.Places.Login.RegionName(m.Spec) })
}
