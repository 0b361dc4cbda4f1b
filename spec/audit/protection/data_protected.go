package protection

import (
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// dataProtected is P26: when the operator requires TLS, a transfer begins only after PROT P, whichever command
// it is (S33, D3: a requirement bound to one command's name).
//
// Example on tls:
//
//	commands:
//	  STOR: {needs: [logged-in, writable, endpoint]}
//
// Finding:
//
//	STOR opening: a transfer begins, and its data is not protected
//	    with tls=required
//	    S: 220 Ready.
//	    C: AUTH TLS
//	    S: 234 Go on.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: EPRT <address>
//	    S: 200 Done.
//	    C: STOR <path>
//	    S: 150 Send it.
func dataProtected() check.Check {
	return check.Check{ID: "P26", Title: "no data goes in the clear when TLS is required", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P26")
		open := func(c *explore.Config) bool { return !m.Places.Private.At(c) }
		tls := requiresTLS(m)
		for g, e := range m.Steps(open, check.BeginsTransfer) {
			if required := e.Under.And(tls); required != nil {
				row := m.Row(e)
				r.EdgeUnder(check.Label(row), row.Pos, g, e, required, "a transfer begins, and its data is not protected")
			}
		}
		return r.Findings()
	}}
}
