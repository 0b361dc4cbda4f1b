package login

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// loginEdges is P03.
var loginEdges = check.Check{
	ID: "P03", Severity: check.Unsafe,
	Title: "only a password that was checked logs in",
	What: `
A session becomes logged in only by a 2yz reply of a command that has asked whether the password is right, or by
232 of one that has asked about the certificate of TLS. No other row leads there.
`,
	Why:     "S7: side doors into the login.",
	Without: "A stranger is logged in without a password.",
	Faulty: []check.Example{{Change: `
capabilities: {accounts.login: null}
commands:
  PASS: {does: null}
`, Finds: `
PASS in: PASS logs in without the capability accounts.login
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
`}},
	Clean: []check.Example{{Change: `
commands:
  PASS: {arg: {password: secret}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for g, e := range logins(m) {
			row := m.Row(e)
			c := m.Machine.Command(row.Command)
			switch {
			case c == nil || row.Kind != spec.KindReply || !check.Positive(row):
				r.Edge(g, e, "%s logs in", check.Label(row))
			case !slices.Contains(c.Does, "accounts.login") && !(row.Code == 232 && slices.Contains(c.Does, "accounts.certify")):
				r.Edge(g, e, "%s logs in without the capability accounts.login", c.Name)
			}
		}
		certified := func(row *spec.Row) bool {
			return row.Command == "USER" && row.Kind == spec.KindReply && (row.Code == 232 || row.Code == 332)
		}
		clear := func(c *explore.Config) bool { return !m.Places.Control.At(c) }
		for g, e := range m.Steps(clear, certified) {
			r.Edge(g, e, "a certificate is enough, and there is no TLS")
		}
	},
}

// logins are the steps after which somebody is logged in and before which nobody was.
func logins(m *check.Model) func(func(*explore.Graph, *explore.Edge) bool) {
	return func(yield func(*explore.Graph, *explore.Edge) bool) {
		for g, e := range m.Steps(m.LoggedOut, nil) {
			if m.LoggedIn(&g.Nodes[e.To].Config) && !yield(g, e) {
				return
			}
		}
	}
}

// Doors are the rows by which a session becomes logged in.
func Doors(m *check.Model) []string {
	var rows []string
	for _, e := range logins(m) {
		if name := check.Label(m.Row(e)); !slices.Contains(rows, name) {
			rows = append(rows, name)
		}
	}
	slices.Sort(rows)
	return rows
}
