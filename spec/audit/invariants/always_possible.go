package invariants

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// alwaysPossible is I03: the command of an invariant has an effect in every configuration in which it is read,
// or waits for the end of a transfer.
//
// Example:
//
//	invariants:
//	  pwd: {always-possible: PWD}
//
// Finding:
//
//	pwd PWD: PWD is refused here (pwd)
//	    S: 220 Ready.
//	    C: PWD
//	    S: 530 Log in.
func alwaysPossible() check.Check {
	return check.Check{ID: "I03", Title: "always-possible: a command always has an effect", Run: func(m *check.Model) []check.Finding {
		return each(m, "I03", func(r *check.Reporter, v *spec.Invariant) {
			name := v.AlwaysPossible
			if name == "" {
				return
			}
			command := m.Machine.Command(name)
			for g, n := range m.Nodes() {
				c := &g.Nodes[n].Config
				if m.Machine.Closed(c) || m.Machine.Waits(command, c) {
					continue
				}
				if refusal, under := m.Refused(g, n, name); under != nil {
					r.Refusal(v.Name+" "+name, stated(v), g, n, under, refusal, "%s is refused here (%s)", name, because(v))
				}
			}
		})
	}}
}
