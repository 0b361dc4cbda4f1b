package audit

import (
	"github.com/portolan-ftp/portolan/spec"
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
func alwaysPossible() Check {
	return Check{ID: "I03", Title: "always-possible: a command always has an effect", Run: func(m *Model) []Finding {
		return m.invariants("I03", func(r *reporter, v *spec.Invariant) {
			name := v.AlwaysPossible
			if name == "" {
				return
			}
			command := m.Machine.Command(name)
			for g, n := range m.nodes() {
				c := &g.Nodes[n].Config
				if m.Machine.Closed(c) || m.Machine.Waits(command, c) {
					continue
				}
				if refusal, under := m.refused(g, n, name); under != nil {
					r.refusal(v.Name+" "+name, stated(v), g, n, under, refusal, "%s is refused here (%s)", name, because(v))
				}
			}
		})
	}}
}
