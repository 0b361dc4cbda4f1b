package audit

import "github.com/portolan-ftp/portolan/spec/explore"

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
func dataProtected() Check {
	return Check{ID: "P26", Title: "no data goes in the clear when TLS is required", Run: func(m *Model) []Finding {
		r := m.reporter("P26")
		open := func(c *explore.Config) bool { return !m.nouns.private.at(c) }
		tls := m.requiresTLS()
		for g, e := range m.steps(open, begins) {
			if required := e.Under.And(tls); required != nil {
				row := m.row(e)
				r.edgeUnder(label(row), row.Pos, g, e, required, "a transfer begins, and its data is not protected")
			}
		}
		return r.findings()
	}}
}
