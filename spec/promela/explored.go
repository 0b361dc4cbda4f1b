package promela

import (
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Explored is what our own engine, the explorer and the audit's checks of invariants, says about a spec.
func Explored(s *spec.Spec) *Result {
	r := &Result{}
	m := explore.NewMachine(s)
	r.States, r.Transitions = m.Loose(m.Valuations()...)
	cover := m.ExploreAll().Cover()
	for _, group := range groups(m) {
		nodes, edges := m.Keep(group...).Loose(cover...)
		r.States += nodes
		r.Transitions += edges
	}
	model := check.NewModel(s)
	broken := map[string]bool{}
	for _, c := range audit.Checks() {
		if !strings.HasPrefix(c.ID, "I") {
			continue
		}
		for _, f := range c.Run(model) {
			if f.Witness != nil { // those without are about what is never the case, which is not about safety
				name, _, _ := strings.Cut(f.At, " ")
				broken[name] = true
			}
		}
	}
	for _, v := range s.Proved() {
		if broken[v.Name] {
			r.Broken = append(r.Broken, v.Name)
		}
	}
	return r
}
