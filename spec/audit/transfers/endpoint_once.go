package audit

import "github.com/portolan-ftp/portolan/spec"

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
func endpointOnce() Check {
	return Check{ID: "P13", Title: "an endpoint serves one transfer", Run: func(m *Model) []Finding {
		r := m.reporter("P13")
		work := m.workEnds()
		ends := func(row *spec.Row) bool { return completes(row) || row.Command == "ABOR" && row.Kind == spec.KindReply }
		for g, e := range m.steps(nil, ends) {
			if !work[e.Row] && m.nouns.data.left(&g.Nodes[e.To].Config) {
				r.edge(g, e, "the endpoint outlives its transfer")
			}
		}
		return r.findings()
	}}
}
