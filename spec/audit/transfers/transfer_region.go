package transfers

import "github.com/portolan-ftp/portolan/spec/audit/check"

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
func transferRegion() check.Check {
	return check.Check{ID: "T13", Title: "the region transfer tells whether a transfer runs", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T13")
		at := m.Machine.Region(m.Spec.Roles.Transfer)
		region := &m.Spec.Regions[at]
		for g, n := range m.Nodes() {
			c := &g.Nodes[n].Config
			state := region.States[c.States[at]]
			switch {
			case c.Busy() && c.States[at] == 0:
				r.Entered("region transfer", check.Related{What: "region transfer", Pos: region.Pos}, g, n, g.Nodes[n].Under, "transfer=%s, and a transfer runs", state)
			case !c.Busy() && c.States[at] != 0:
				r.Entered("region transfer", check.Related{What: "region transfer", Pos: region.Pos}, g, n, g.Nodes[n].Under, "transfer=%s, and no transfer runs", state)
			}
		}
		return r.Findings()
	}}
}
