package transfers

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// endpointOnce is P13.
var endpointOnce = check.Check{
	ID: "P13", Severity: check.Unsafe,
	Title: "an endpoint serves one transfer",
	What: `
An endpoint serves one transfer. However the transfer ends, the endpoint is gone, and ABOR takes it back too.
Work has no data connection and leaves the endpoint to the next transfer.
`,
	Why: "RFC 959 3.2 and 3.3; S28, S56.",
	Without: `
The next transfer connects to an address that was meant for the last one, and ports pile up that nobody uses.
`,
	Faulty: []check.Example{{Refused: true, Change: `
regions:
  data: {lasts: endpoint}
`, Finds: `
RETR opening.no-data: the endpoint outlives its transfer
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPRT <address>
    S: 200 Done.
    C: RETR <path>
    S: 150 Sending.
    -- no-data
    S: 425 No data connection.
…
`}},
	Clean: []check.Example{{Change: `
commands:
  RETR: {replies: {opening: {ends: {cut: {code: 426, text: {en: "Cut short.", la: "Abscisum."}}}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		work := m.WorkEnds()
		ends := func(row *spec.Row) bool {
			return check.EndsTransfer(row) || row.Command == "ABOR" && row.Kind == spec.KindReply
		}
		for g, e := range m.Steps(nil, ends) {
			if !work[e.Row] && m.Places.Data.Left(&g.Nodes[e.To].Config) {
				r.Edge(g, e, "the endpoint outlives its transfer")
			}
		}
	},
}
