package login

import "github.com/portolan-ftp/portolan/spec/audit/check"

// nothingBeforeLogin is P05.
var nothingBeforeLogin = check.Check{
	ID: "P05", Severity: check.Unsafe,
	Title: "while nobody is logged in, nothing waits and nothing runs",
	What: `
While nobody is logged in nothing waits and nothing runs: no file to rename, no restart position, no data
endpoint, no transfer.
`,
	Why:     "S4: state that is prepared before login acts after it.",
	Without: "What a stranger prepared is carried out with the rights of whoever logs in next.",
	Faulty: []check.Example{{Change: `
lifetimes:
  endpoint: {ends: [ABOR nothing, dropped]}
`, Finds: `
region data: data=active while nobody is logged in
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPRT <address>
    S: 200 Done.
    C: USER <user>
    S: 331 Password?
`}},
	Clean: []check.Example{{Change: `
lifetimes:
  endpoint: {ends: [ABOR nothing, dropped, USER, PASS]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for g, n := range m.Nodes() {
			c := &g.Nodes[n].Config
			if m.LoggedIn(c) || m.Machine.Closed(c) {
				continue
			}
			for i := range m.Spec.Regions {
				region := &m.Spec.Regions[i]
				if (region.Expires() || i == m.Places.Data.Region) && c.States[i] != 0 {
					r.Entered("region "+region.Name, check.Related{What: "region " + region.Name, Pos: region.Pos}, g, n, g.Nodes[n].Under, "%s=%s while nobody is logged in", region.Name, region.States[c.States[i]])
				}
			}
			if c.Busy() {
				r.Entered("transfer", check.Related{What: "transfer", Pos: m.Spec.Transfer.Pos}, g, n, g.Nodes[n].Under, "a transfer runs while nobody is logged in")
			}
		}
	},
}
