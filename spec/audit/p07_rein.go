package audit

import "github.com/portolan-ftp/portolan/spec"

// reinForgets is P07: after REIN the session is as right after connecting (RFC 959 4.1.1, RFC 4217 13; S35):
// every region is in its first state.
//
// Example:
//
//	commands:
//	  REIN: {replies: {ready: {to: {setup: null}}}}
//
// Finding:
//
//	REIN ready: after REIN there is still setup=epsv-only
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: EPSV ALL
//	    S: 200 EPSV alone.
//	    C: REIN
//	    S: 220 Ready.
func reinForgets() Check {
	return Check{ID: "P07", Title: "REIN forgets everything", Run: func(m *Model) []Finding {
		r := m.reporter("P07")
		done := func(row *spec.Row) bool { return row.Command == "REIN" && row.Kind == spec.KindReply && positive(row) }
		for g, e := range m.steps(nil, done) {
			to := &g.Nodes[e.To].Config
			for i := range m.Spec.Regions {
				if region := &m.Spec.Regions[i]; to.States[i] != 0 && region.Name != "session" {
					r.edge(g, e, "after REIN there is still %s=%s", region.Name, region.States[to.States[i]])
				}
			}
		}
		return r.findings()
	}}
}
