package audit

import "github.com/portolan-ftp/portolan/spec/explore"

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
func endpointsUsed() Check {
	return Check{ID: "T30", Whole: true, Title: "what is set up can be used", Run: func(m *Model) []Finding {
		r := m.reporter("T30")
		data := m.nouns.data
		if !data.exists() {
			return nil
		}
		var used uint64
		for g, e := range m.steps(func(c *explore.Config) bool { return data.left(c) }, begins) {
			used |= 1 << g.Nodes[e.From].Config.States[data.region]
		}
		region := &m.Spec.Regions[data.region]
		for s, name := range region.States {
			if s > 0 && used&(1<<s) == 0 && s >= m.inheritedStates(region) {
				r.text("region "+region.Name, region.Pos, "no transfer begins with %s=%s", region.Name, name)
			}
		}
		return r.findings()
	}}
}
