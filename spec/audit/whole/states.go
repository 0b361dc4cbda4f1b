package whole

import (
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// states is T09: every state of every region is reachable.
//
// Example:
//
//	commands:
//	  TYPE I: {needs: [logged-in, {name: image, when: {type: image}, else: denied}]}
//
// Finding:
//
//	region type: type=image cannot be reached
//
// Example:
//
//	commands:
//	  TYPE I: {needs: [logged-in, {name: busy, when: {transfer: busy}, else: denied}]}
//
// Finding:
//
//	region type: type=image cannot be reached
func states() check.Check {
	return check.Check{ID: "T09", Whole: true, Title: "every state is reachable", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T09")
		var reached [meaning.MaxRegions]uint64
		for g, n := range m.Nodes() {
			for i := range m.Spec.Regions {
				reached[i] |= g.May(n, i)
			}
		}
		for i := range m.Spec.Regions {
			region := &m.Spec.Regions[i]
			for s, name := range region.States {
				if reached[i]&(1<<s) == 0 && s >= m.InheritedStates(region) {
					r.Text("region "+region.Name, region.Pos, "%s=%s cannot be reached", region.Name, name)
				}
			}
		}
		return r.Findings()
	}}
}
