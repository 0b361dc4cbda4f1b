package invariants

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// byDefault is I07: who says nothing gets what the invariants say: each policy has the default that one of them states,
// and each policy's is stated. The default is what the greater part of the servers run with.
//
// Example:
//
//	policies:
//	  files: {values: [read-only, writable]}
//
// Finding:
//
//	who-says-nothing files: the default of files is read-only, not writable (who-says-nothing: a server is there for files)
//
// Example:
//
//	policies:
//	  extra: {values: [off, on]}
//	commands:
//	  FEAT: {needs: [{name: extra, when: {policy.extra: off}, else: {code: 502, text: {en: "No.", la: "Non."}}}]}
//
// Finding:
//
//	policy extra: no invariant says what the default of extra is
func byDefault() check.Check {
	return check.Check{ID: "I07", Rows: true, Title: "default: who says nothing gets what is stated", Run: func(m *check.Model) []check.Finding {
		stated := map[string]bool{}
		found := each(m, "I07", func(r *check.Reporter, v *spec.Invariant) {
			for _, t := range v.Default {
				stated[t.Region] = true
				i := slices.IndexFunc(m.Spec.Policies, func(p spec.Policy) bool { return p.Name == t.Region })
				if p := &m.Spec.Policies[i]; !slices.Contains(t.States, p.Values[0]) {
					r.Text(v.Name+" "+p.Name, p.Pos, "the default of %s is %s, not %s (%s)", p.Name, p.Values[0], check.List(t.States), because(v))
				}
			}
		})
		r := m.NewReporter("I07")
		for _, p := range m.Spec.Policies {
			if !stated[p.Name] {
				r.Text("policy "+p.Name, p.Pos, "no invariant says what the default of %s is", p.Name)
			}
		}
		return append(found, r.Findings()...)
	}}
}
