package audit

// transferRegion is T13: the region transfer tells the truth. It is in its first state exactly while no transfer
// runs, also in a session that has ended.
//
// The decoder refuses it too.
//
// Example:
//
//	events:
//	  dropped: {to: {transfer: busy}}
//
// Finding:
//
//	region transfer: transfer=busy, and no transfer runs
//	    S: 220 Ready.
//	    -- dropped
func transferRegion() Check {
	return Check{ID: "T13", Title: "the region transfer tells whether a transfer runs", Run: func(m *Model) []Finding {
		r := m.reporter("T13")
		at := m.Machine.Region(m.Spec.Roles.Transfer)
		region := &m.Spec.Regions[at]
		for g, n := range m.nodes() {
			c := &g.Nodes[n].Config
			state := region.States[c.States[at]]
			switch {
			case c.Busy() && c.States[at] == 0:
				r.entered("region transfer", Related{"region transfer", region.Pos}, g, n, g.Nodes[n].Under, "transfer=%s, and a transfer runs", state)
			case !c.Busy() && c.States[at] != 0:
				r.entered("region transfer", Related{"region transfer", region.Pos}, g, n, g.Nodes[n].Under, "transfer=%s, and no transfer runs", state)
			}
		}
		return r.findings()
	}}
}
