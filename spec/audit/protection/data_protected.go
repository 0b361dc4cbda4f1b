package protection

import (
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// dataProtected is P26.
var dataProtected = check.Check{
	ID: "P26", Severity: check.Unsafe,
	Guards: true, Mends: "a need that the command lacks, of those that others have",
	Title:   "no data goes in the clear when TLS is required",
	What:    "When the operator requires TLS, a transfer begins only after PROT P, whichever command begins it.",
	Why:     "S33; D3: a requirement was bound to one command by name.",
	Without: "One of the commands that transfer files sends them in the clear.",
	Faulty: []check.Example{{On: check.OnTLS, Change: `
commands:
  STOR: {needs: [logged-in, writable, endpoint]}
`, Finds: `
STOR opening: a transfer begins, and its data is not protected
    with tls=required
    S: 220 Ready.
    C: AUTH TLS
    S: 234 Go on.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPRT <address>
    S: 200 Done.
    C: STOR <path>
    S: 150 Send it.
`}},
	Clean: []check.Example{{On: check.OnTLS, Change: `
commands:
  STOR: {needs: [logged-in, writable, protected, any-setup, endpoint]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		open := func(c *explore.Config) bool { return !m.Places.Private.At(c) }
		tls := requiresTLS(m)
		for g, e := range m.Steps(open, check.BeginsTransfer) {
			if required := e.Under.And(tls); required != nil {
				row := m.Row(e)
				r.EdgeUnder(check.Label(row), row.Pos, g, e, required, "a transfer begins, and its data is not protected")
				r.Advise(check.Label(row), m.Lacks(m.Places.Private.RegionName(m.Spec)))
			}
		}
	},
}
