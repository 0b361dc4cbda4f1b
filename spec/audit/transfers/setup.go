package transfers

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// setupOrNothing is P14.
var setupOrNothing = check.Check{
	ID: "P14", Severity: check.Unsafe,
	Title: "a data connection is set up, or there is no endpoint",
	What: `
A command that sets up a data connection leaves an endpoint when it says yes, and none when it does not: not the
one before either. It can refuse an address that the client gives, and it does not connect yet: that belongs to
the transfer.
`,
	Why: "S23, S24, D19; RFC 2577 3.",
	Without: `
The server attacks a third host for a stranger (bounce), or sends data to the address that was refused.
`,
	Faulty: []check.Example{{Change: `
lifetimes:
  endpoint: {answers: [PASV, EPSV]}
`, Finds: `
EPRT any-setup: EPRT is refused, and data=passive stays
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPSV ALL
    S: 200 EPSV alone.
    C: EPSV
    S: 229 Passive (|||{port:int64}|)
    C: EPRT <address>
    S: 501 EPSV was promised.
…
`}, {Change: `
commands:
  EPRT: {replies: {foreign: null}}
`, Finds: `
EPRT: EPRT cannot refuse an address
`}},
	Clean: []check.Example{{Change: `
commands:
  EPRT: {replies: {foreign: {code: 500}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		data := m.Places.Data
		sets := map[string]bool{}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			sets[c.Name] = slices.ContainsFunc(c.Touches(), check.OfData) && !sends(m, c)
		}
		for g, e := range m.Steps(nil, func(row *spec.Row) bool { return sets[row.Command] }) {
			row, to := m.Row(e), &g.Nodes[e.To].Config
			switch {
			case row.Kind == spec.KindReply && check.Positive(row) && !data.Left(to):
				r.Edge(g, e, "%s says yes, and there is no endpoint", row.Command)
			case check.Negative(row) && data.Left(to):
				r.Edge(g, e, "%s is refused, and data=%s stays", row.Command, m.Machine.State(to, data.RegionName(m.Spec)))
			}
		}
		addressesRefused(m, r)
	},
}

// addressesRefused checks the commands that make the server connect to an address that the client gave.
func addressesRefused(m *check.Model, r *check.Reporter) {
	for i := range m.Spec.Commands {
		c := &m.Spec.Commands[i]
		if !slices.Contains(c.Touches(), "data.connect") || sends(m, c) {
			continue
		}
		refuses := false
		for _, row := range m.Rows() {
			if row.Command != c.Name || row.Kind != spec.KindReply {
				continue
			}
			refuses = refuses || check.Class(row) == 5
			if row.Code == 425 || row.Code == 426 || check.Class(row) == 1 {
				r.Row(row, "%d speaks of a connection, and %s makes none", row.Code, c.Name)
			}
		}
		if !refuses {
			r.Text(c.Name, c.Pos, "%s cannot refuse an address", c.Name)
		}
	}
}

// sends reports whether a command begins transfers.
func sends(m *check.Model, c *spec.Command) bool {
	return slices.ContainsFunc(c.Replies, func(r spec.Reply) bool { return r.Then == spec.ThenSend || r.Then == spec.ThenReceive })
}
