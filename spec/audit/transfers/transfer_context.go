package transfers

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// transferContext is P19.
var transferContext = check.Check{
	ID: "P19", Severity: check.Unsafe,
	Title: "what a transfer stands on does not change below it",
	What: `
The settings that a transfer depends on do not change while it runs. No command changes who is logged in, the
directory, the endpoint or the type, and no second transfer begins. Only the transfer's end and the end of the
session move on.
`,
	Why:     "S5, S29, CVE-2023-24042: a command during a transfer changed its path.",
	Without: "A download that was allowed goes on in a file that is not.",
	Faulty: []check.Example{{Refused: true, Change: `
commands:
  STAT: {replies: {status: {to: {type: image}}}}
`, Finds: `
STAT status: STAT moves type to image during a transfer
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPRT <address>
    S: 200 Done.
    C: RETR <path>
    S: 150 Sending.
    C: STAT
    S: 211 State:
`}},
	Clean: []check.Example{{Change: `
commands:
  STAT: {with: [login, type]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for g, e := range m.Steps((*explore.Config).Busy, nil) {
			row := m.Row(e)
			from, to := &g.Nodes[e.From].Config, &g.Nodes[e.To].Config
			if !to.Busy() {
				continue
			}
			if to.Running != from.Running {
				r.Edge(g, e, "%s begins a second transfer", check.Actor(row))
			}
			if row.Kind == spec.KindReply && len(row.Sets) > 0 {
				r.Edge(g, e, "%s changes %q during a transfer", check.Actor(row), row.Sets[0])
			}
		}
		moved := func(i int, from, to uint8) bool {
			region := &m.Spec.Regions[i]
			return from != to && !region.Expires() && region.Name != m.Spec.Roles.Session() && region.Name != m.Spec.Roles.Transfer
		}
		for g, t := range m.Turns((*explore.Config).Busy, nil, moved) {
			if region := &m.Spec.Regions[t.Region]; g.Nodes[t.To].Config.Busy() {
				r.Edge(g, t.Edge, "%s moves %s to %s during a transfer", check.Actor(m.Row(t.Edge)), region.Name, region.States[t.State])
			}
		}
	},
}
