package login

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// userBeginsAfresh is P06.
var userBeginsAfresh = check.Check{
	ID: "P06", Severity: check.Unsafe,
	Mends: "the lifetime of what is left",
	Title: "USER ends the old login, and answers every name alike",
	What: `
USER ends the login that there was. The old user's files are gone before the new user's password is asked, and
so is what service commands (RFC 959 4.1.3) have left for the old user. USER has one answer for every name. A
USER that asks about a certificate may answer 232, and 332 for the account, to the certificate alone (RFC 4217
12).
`,
	Why: "S5: another user in the same session; S9: names that can be guessed by the answer to USER.",
	Without: `
A second user of one connection works with the files of the first, or strangers find out who has an account.
`,
	Faulty: []check.Example{{Refused: true, Change: `
commands:
  USER: {replies: {need-password: {to: {login: in}}}}
`, Finds: `
USER: after USER the old user is still logged in
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
`}, {Change: `
commands:
  USER: {by: null, replies: {unknown: {code: 530, to: {login: out}, text: {en: "Who?", la: "Quis?"}}}}
`, Finds: `
USER unknown: an answer beside need-password, which tells names from each other
`}, {Change: `
regions:
  rename: {survives: [USER]}
`, Finds: `
USER: USER leaves rename=pending of the old user
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: RNFR <from>
    S: 350 RNTO?
    C: USER <user>
    S: 331 Password?
`}},
	Clean: []check.Example{{Change: `
commands:
  USER: {by: handler, replies: {need-password: {text: {en: "Now the password.", la: "Nunc tessera."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		if c := m.Machine.Command("USER"); c != nil {
			byName := ""
			for i := range c.Replies {
				reply := &c.Replies[i]
				switch {
				case reply.Code == 232 || reply.Code == 332 && slices.Contains(c.Does, "accounts.certify"):
				case byName == "":
					byName = reply.Name
				default:
					r.Text("USER "+reply.Name, reply.Pos, "an answer beside %s, which tells names from each other", byName)
				}
			}
		}
		accepted := func(row *spec.Row) bool {
			return row.Command == "USER" && row.Kind == spec.KindReply && row.Code != 230 && row.Code != 232
		}
		for g, e := range m.Steps(nil, accepted) {
			if m.LoggedIn(&g.Nodes[e.To].Config) {
				r.Step("USER", check.Related{What: "command USER", Pos: m.Machine.Command("USER").Pos}, g, e, e.Under, "after USER the old user is still logged in")
			}
		}
		oldUser(m, r)
	},
}

// oldUser reports what USER leaves of the services that the old user was given.
func oldUser(m *check.Model, r *check.Reporter) {
	users := make([]bool, len(m.Spec.Regions))
	for _, row := range m.Rows() {
		for _, mv := range row.Moves {
			i := m.Machine.Region(mv.Region)
			if row.Kind == spec.KindReply && service(m, row.Command) && mv.State != m.Spec.Regions[i].States[0] {
				users[i] = i != m.Places.Login.Region && mv.Region != m.Spec.Roles.Transfer
			}
		}
	}
	answers := func(row *spec.Row) bool { return row.Command == "USER" && row.Kind == spec.KindReply }
	left := func(region int, _, to uint8) bool { return to != 0 && users[region] }
	for g, t := range m.Turns(nil, answers, left) {
		r.EdgeAt("USER", m.Machine.Command("USER").Pos, g, t.Edge, "USER leaves %s of the old user", m.Leads(t))
		r.Outlives("USER", m.Spec.Regions[t.Region].Name, m.Row(t.Edge))
	}
}

// service reports whether a command is a service for who is logged in: one of RFC 959 4.1.3, SITE among them.
func service(m *check.Model, name string) bool {
	c := m.Machine.Command(name)
	if c == nil || !strings.HasPrefix(c.RFC, "959 4.1.3") && check.FirstWord(name) != "SITE" {
		return false
	}
	return slices.ContainsFunc(c.Needs, func(n spec.Need) bool {
		return slices.ContainsFunc(n.When, func(t spec.CondTerm) bool { return t.Region == m.Places.Login.RegionName(m.Spec) })
	})
}
