package transfers

import (
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// endpointFirst is P12: a transfer begins only when there is a data endpoint to begin it on. Otherwise 425 comes
// after the file has been opened: servers have truncated the old file by then.
//
// Example:
//
//	commands:
//	  STOR: {needs: [logged-in, writable]}
//
// Finding:
//
//	STOR opening: a transfer begins, and there is no data endpoint
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: STOR <path>
//	    S: 150 Send it.
func endpointFirst() check.Check {
	return check.Check{ID: "P12", Title: "a transfer begins only on a data endpoint", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P12")
		none := func(c *explore.Config) bool { return !m.Places.Data.Left(c) }
		for g, e := range m.Steps(none, check.BeginsTransfer) {
			r.Edge(g, e, "a transfer begins, and there is no data endpoint")
		}
		return r.Findings()
	}}
}
