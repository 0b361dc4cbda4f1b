package transfers

import (
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// endpointsUsed is T30: what is set up can be used: from every kind of data endpoint a transfer can begin.
//
// Example:
//
//	needs:
//	  endpoint: {when: {data: passive}}
//
// Finding:
//
//	region data: no transfer begins with data=active
func endpointsUsed() check.Check {
	return check.Check{ID: "T30", Whole: true, Title: "what is set up can be used", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T30")
		data := m.Places.Data
		if !data.Exists() {
			return nil
		}
		var used uint64
		for g, e := range m.Steps(func(c *explore.Config) bool { return data.Left(c) }, check.BeginsTransfer) {
			used |= 1 << g.Nodes[e.From].Config.States[data.Region]
		}
		region := &m.Spec.Regions[data.Region]
		for s, name := range region.States {
			if s > 0 && used&(1<<s) == 0 && s >= m.InheritedStates(region) {
				r.Text("region "+region.Name, region.Pos, "no transfer begins with %s=%s", region.Name, name)
			}
		}
		return r.Findings()
	}}
}
