package promela

import (
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit"
)

// Explored is what our own engine, the explorer and the audit's checks of invariants, says about a spec.
func Explored(s *spec.Spec) *Result {
	m := audit.NewModel(s)
	r := &Result{}
	for _, g := range m.Graphs {
		r.States += len(g.Nodes)
		r.Transitions += len(g.Edges)
	}
	broken := map[string]bool{}
	for _, c := range audit.Checks() {
		if !strings.HasPrefix(c.ID, "I") {
			continue
		}
		for _, f := range c.Run(m) {
			if f.Witness != nil { // those without are about what is never the case, which is not about safety
				name, _, _ := strings.Cut(f.At, " ")
				broken[name] = true
			}
		}
	}
	for _, v := range s.Invariants {
		if broken[v.Name] {
			r.Broken = append(r.Broken, v.Name)
		}
	}
	return r
}
