package lifetimes

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// reinForgets is P07: after REIN the session is as right after connecting (RFC 959 4.1.1, RFC 4217 13; S35):
// every region is in its first state.
//
// Example:
//
//	regions:
//	  setup: {lasts: session}
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
func reinForgets() check.Check {
	return check.Check{ID: "P07", Title: "REIN forgets everything", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P07")
		done := func(row *spec.Row) bool {
			return row.Command == "REIN" && row.Kind == spec.KindReply && check.Positive(row)
		}
		left := func(region int, _, to uint8) bool {
			return to != 0 && m.Spec.Regions[region].Name != m.Spec.Roles.Session() && m.Spec.Regions[region].Begins == ""
		}
		for g, t := range m.Turns(nil, done, left) {
			r.Edge(g, t.Edge, "after REIN there is still %s", m.Leads(t))
		}
		return r.Findings()
	}}
}
