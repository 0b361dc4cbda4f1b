package protection

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// queue is P31: what was sent before a switch of protection does not run after it (CVE-2011-1575). Lines that came in the
// clear behind AUTH may be anybody's; those that came behind CCC or REIN under TLS were not meant for who reads them
// now. During a transfer they would wait with it, so nothing may be read behind a command that switches protection:
// `during: alone`.
//
// Example on tls:
//
//	commands:
//	  AUTH TLS: {during: wait}
//
// Finding:
//
//	AUTH TLS ok: lines that came before TLS begins still wait, and run after it
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//	    C: PASS <password>
//	    S: 230 Welcome.
//	    C: EPRT <address>
//	    S: 200 Done.
//	    C: RETR <path>
//	    S: 150 Sending.
//	    -- lines wait
//	    C: ABOR
//	    S: 226 Stopped.
//	    C: AUTH TLS
//	    S: 234 Go on.
func queue() check.Check {
	return check.Check{ID: "P31", Title: "what came before a switch of protection does not run after it", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P31")
		control := m.Places.Control
		switches := func(row *spec.Row) bool { return row.Then == "protect" || row.Then == "unprotect" }
		for g, e := range m.Steps(nil, switches) {
			from, to := &g.Nodes[e.From].Config, &g.Nodes[e.To].Config
			if control.Exists() && from.States[control.Region] == to.States[control.Region] || to.Waiting == meaning.WaitsNone {
				continue
			}
			when := map[string]string{"protect": "begins", "unprotect": "ends"}[m.Row(e).Then]
			r.Edge(g, e, "lines that came before TLS %s still wait, and run after it", when)
		}
		return r.Findings()
	}}
}
