package protection

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// queue is P31.
var queue = check.Check{
	ID: "P31", Severity: check.Unsafe,
	Title: "what came before a switch of protection does not run after it",
	What: `
Lines that were sent before a switch of protection do not run after it. A command that switches protection is
declared "during: alone": nothing is read behind it.
`,
	Why: `
CVE-2011-1575; S15. Lines that came in the clear behind AUTH may be anybody's. Lines that came behind CCC or
REIN under TLS were not meant for who reads them now.
`,
	Without: "An attacker on the network adds commands behind AUTH, and they run as the client's own.",
	Faulty: []check.Example{{On: check.OnTLS, Change: `
commands:
  AUTH TLS: {during: wait}
`, Finds: `
AUTH TLS ok: lines that came before TLS begins still wait, and run after it
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPRT <address>
    S: 200 Done.
    C: RETR <path>
    S: 150 Sending.
    -- lines wait
    C: ABOR
    S: 226 Stopped.
    C: AUTH TLS
    S: 234 Go on.
`}},
	Clean: []check.Example{{On: check.OnTLS, Change: `
lifetimes:
  dialogue: {ends: [AUTH TLS ok, REIN]}
commands:
  AUTH TLS: {replies: {ok: {when: {control: clear}}, again: {code: 503, when: {control: tls}, text: {en: "TLS is on.", la: "TLS adest."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		control := m.Places.Control
		switches := func(row *spec.Row) bool { return row.Then == spec.ThenProtect || row.Then == spec.ThenUnprotect }
		for g, e := range m.Steps(nil, switches) {
			from, to := &g.Nodes[e.From].Config, &g.Nodes[e.To].Config
			if control.Exists() && from.States[control.Region] == to.States[control.Region] || to.Waiting == meaning.WaitsNone {
				continue
			}
			when := map[string]string{"protect": "begins", "unprotect": "ends"}[m.Row(e).Then]
			r.Edge(g, e, "lines that came before TLS %s still wait, and run after it", when)
		}
	},
}
