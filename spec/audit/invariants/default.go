package invariants

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// byDefault is I07.
var byDefault = check.Check{
	ID: "I07", Severity: check.Unsafe, Rows: true,
	Title: "default: who says nothing gets what is stated",
	What: `
Each policy has the default that an invariant "default" states, and the default of each policy is stated.
`,
	Why:     "Most servers run with the defaults.",
	Without: "A change of one word opens most of the servers that are installed.",
	Faulty: []check.Example{{Change: `
policies:
  files: {values: [read-only, writable]}
`, Finds: `
who-says-nothing files: the default of files is read-only, not writable (who-says-nothing: a server is there for files)
`}, {Change: `
policies:
  extra: {values: [off, on]}
commands:
  FEAT: {needs: [{name: extra, when: {policy.extra: off}, else: {code: 502, text: {en: "No.", la: "Non."}}}]}
`, Finds: `
policy extra: no invariant says what the default of extra is
`}},
	Clean: []check.Example{{Change: `
policies:
  files: {values: [read-only, writable]}
invariants:
  who-says-nothing: {default: {policy.files: read-only}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		stated := map[string]bool{}
		each(m, func(v *spec.Invariant) {
			for _, t := range v.Default {
				stated[t.Region] = true
				i := slices.IndexFunc(m.Spec.Policies, func(p spec.Policy) bool { return p.Name == t.Region })
				if p := &m.Spec.Policies[i]; !slices.Contains(t.States, p.Values[0]) {
					r.Text(v.Name+" "+p.Name, p.Pos, "the default of %s is %s, not %s (%s)", p.Name, p.Values[0], check.List(t.States), because(v))
				}
			}
		})
		for _, p := range m.Spec.Policies {
			if !stated[p.Name] {
				r.Text("policy "+p.Name, p.Pos, "no invariant says what the default of %s is", p.Name)
				r.Advise("policy "+p.Name, fmt.Sprintf("say so, and why: invariants: {%s-is-%s: {default: {policy.%[1]s: %[2]s}, why: ...}}", p.Name, p.Values[0]))
			}
		}
	},
}
