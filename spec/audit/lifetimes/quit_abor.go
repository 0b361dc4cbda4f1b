package lifetimes

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// quitAbor is T17.
var quitAbor = check.Check{
	ID: "T17", Severity: check.Broken,
	Mends:   "the removal of the need that refuses it",
	Title:   "QUIT and ABOR are always possible",
	What:    "QUIT and ABOR are there and are never refused, whatever the session's state.",
	Why:     "RFC 959 4.1.1 and 4.1.3; S30.",
	Without: "A client can neither stop a transfer nor leave.",
	Faulty: []check.Example{{Change: `
commands:
  ABOR: {needs: [logged-in]}
`, Finds: `
ABOR: ABOR is refused here
    S: 220 Ready.
    C: ABOR
    S: 530 Log in.
`}},
	Clean: []check.Example{{Change: `
commands:
  ABOR: {replies: {aborted: {when: {transfer: busy}}, early: {code: 226, when: {transfer: opening}, then: abort, text: {en: "Stopped early.", la: "Mature finitum."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, name := range []string{"QUIT", "ABOR"} {
			c := m.Machine.Command(name)
			if c == nil {
				r.Text(name, m.Spec.Transfer.Pos, "there is no %s", name)
				continue
			}
			for g, n := range m.Nodes() {
				if config := &g.Nodes[n].Config; m.Machine.Closed(config) || m.Machine.Waits(c, config) {
					continue
				}
				if refusal, under := m.Refused(g, n, name); under != nil {
					r.Refusal(name, check.Related{What: "command " + name, Pos: c.Pos}, g, n, under, refusal, "%s is refused here", name)
					if row := &m.Machine.Rows[refusal]; row.Kind == spec.KindNeed {
						r.Only(name, check.Dropped(c.Pos, "needs", row.Name))
					}
				}
			}
		}
	},
}
