package transfers

import (
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// endpointsUsed is T30.
var endpointsUsed = check.Check{
	ID: "T30", Severity: check.Broken, Whole: true,
	Title:   "what is set up can be used",
	What:    "From every kind of data endpoint a transfer can begin.",
	Why:     "RFC 959 3.2: PORT and PASV are there for transfers.",
	Without: "Clients behind one kind of firewall can set up a data connection and never use it.",
	Faulty: []check.Example{{Change: `
needs:
  endpoint: {when: {data: passive}}
`, Finds: `
region data: no transfer begins with data=active
`}},
	Clean: []check.Example{{Change: `
commands:
  RETR: {needs: [logged-in, {name: passive, when: {data: passive}, else: {code: 425, text: {en: "PASV first.", la: "PASV prius."}}}]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		data := m.Places.Data
		if !data.Exists() {
			return
		}
		var used uint64
		for g, e := range m.Steps(func(c *explore.Config) bool { return data.Left(c) }, check.BeginsTransfer) {
			used |= 1 << g.Nodes[e.From].Config.States[data.Region]
		}
		region := &m.Spec.Regions[data.Region]
		for s, name := range region.States {
			if s > 0 && used&(1<<s) == 0 && s >= m.InheritedStates(region) {
				r.Text("region "+region.Name, region.Pos, "no transfer begins with %s=%s", region.Name, name)
			}
		}
	},
}
