package transfers

import (
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// endpointFirst is P12.
var endpointFirst = check.Check{
	ID: "P12", Severity: check.Unsafe,
	Guards: true, Mends: "a need that the command lacks, of those that others have",
	Title:   "a transfer begins only on a data endpoint",
	What:    "A transfer begins only when there is a data endpoint to begin it on.",
	Why:     "A flaw of several Go servers: 425 came after the file had been opened.",
	Without: "STOR without a data connection truncates the old file.",
	Faulty: []check.Example{{Change: `
commands:
  STOR: {needs: [logged-in, writable]}
`, Finds: `
STOR opening: a transfer begins, and there is no data endpoint
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: STOR <path>
    S: 150 Send it.
`}},
	Clean: []check.Example{{Change: `
commands:
  STOR: {needs: [logged-in, writable, {name: passive, when: {data: passive}, else: {code: 425, text: {en: "PASV first.", la: "PASV prius."}}}]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		none := func(c *explore.Config) bool { return !m.Places.Data.Left(c) }
		for g, e := range m.Steps(none, check.BeginsTransfer) {
			r.Edge(g, e, "a transfer begins, and there is no data endpoint")
			r.Advise(check.Label(m.Row(e)), m.Lacks(m.Places.Data.RegionName(m.Spec)))
		}
	},
}
