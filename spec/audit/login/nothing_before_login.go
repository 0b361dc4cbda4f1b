package audit

// nothingBeforeLogin is P05: while nobody is logged in, nothing waits and nothing runs: no file to rename, no
// restart position, no data endpoint, no transfer (S4).
//
// Example:
//
//	lifetimes:
//	  endpoint: {ends: [ABOR nothing, dropped]}
//
// Finding:
//
//	region data: data=active while nobody is logged in
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: EPRT <address>
//	    S: 200 Done.
//	    C: USER <user>
//	    S: 331 Password?
func nothingBeforeLogin() Check {
	return Check{ID: "P05", Title: "while nobody is logged in, nothing waits and nothing runs", Run: func(m *Model) []Finding {
		r := m.reporter("P05")
		for g, n := range m.nodes() {
			c := &g.Nodes[n].Config
			if m.loggedIn(c) || m.Machine.Closed(c) {
				continue
			}
			for i := range m.Spec.Regions {
				region := &m.Spec.Regions[i]
				if (region.Expires() || i == m.nouns.data.region) && c.States[i] != 0 {
					r.entered("region "+region.Name, Related{"region " + region.Name, region.Pos}, g, n, g.Nodes[n].Under, "%s=%s while nobody is logged in", region.Name, region.States[c.States[i]])
				}
			}
			if c.Busy() {
				r.entered("transfer", Related{"transfer", m.Spec.Transfer.Pos}, g, n, g.Nodes[n].Under, "a transfer runs while nobody is logged in")
			}
		}
		return r.findings()
	}}
}
