package check

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// Lacks says which declared need asks about a region or a policy, as advice to a command that should have it; "" where
// none does.
func (m *Model) Lacks(about string) string {
	asks := func(t spec.CondTerm) bool { return t.Region == about }
	for i := range m.Spec.Needs {
		if n := &m.Spec.Needs[i]; slices.ContainsFunc(n.When, asks) || slices.ContainsFunc(n.Unless, asks) {
			return "its needs lack " + n.Name
		}
	}
	return ""
}
