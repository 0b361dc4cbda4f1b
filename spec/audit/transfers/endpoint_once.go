package transfers

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// endpointOnce is P13: an endpoint serves one transfer (S28). However the transfer ends, the endpoint is gone, and
// ABOR takes it back too. Work has no data connection and leaves the endpoint to the next transfer.
//
// The decoder refuses it too.
//
// Example:
//
//	regions:
//	  data: {lasts: endpoint}
//
// Finding:
//
//	RETR opening.no-data: the endpoint outlives its transfer
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: EPRT <address>
//	    S: 200 Done.
//	    C: RETR <path>
//	    S: 150 Sending.
//	    -- no-data
//	    S: 425 No data connection.
//	…
func endpointOnce() check.Check {
	return check.Check{ID: "P13", Title: "an endpoint serves one transfer", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P13")
		work := m.WorkEnds()
		ends := func(row *spec.Row) bool {
			return check.EndsTransfer(row) || row.Command == "ABOR" && row.Kind == spec.KindReply
		}
		for g, e := range m.Steps(nil, ends) {
			if !work[e.Row] && m.Places.Data.Left(&g.Nodes[e.To].Config) {
				r.Edge(g, e, "the endpoint outlives its transfer")
			}
		}
		return r.Findings()
	}}
}
