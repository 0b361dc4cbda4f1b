package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// userBeginsAfresh is P06: USER ends the login that there was (S5): the old user's files are gone before the new
// user's password is asked. And it has one answer for every name, so that names cannot be guessed (S9); what asks about a
// certificate may answer 232, and 332 for the account, to the certificate alone (RFC 4217 12).
//
// The decoder refuses it too.
//
// Example:
//
//	commands:
//	  USER: {replies: {need-password: {to: {login: in}}}}
//
// Finding:
//
//	USER: after USER the old user is still logged in
//	    S: 220 Ready.
//	    C: USER <user>
//	    S: 331 Password?
//
// Example:
//
//	commands:
//	  USER: {by: null, replies: {unknown: {code: 530, to: {login: out}, text: {en: "Who?", la: "Quis?"}}}}
//
// Finding:
//
//	USER unknown: an answer beside need-password, which tells names from each other
func userBeginsAfresh() Check {
	return Check{ID: "P06", Title: "USER ends the old login, and answers every name alike", Run: func(m *Model) []Finding {
		r := m.reporter("P06")
		if c := m.Machine.Command("USER"); c != nil {
			byName := ""
			for i := range c.Replies {
				reply := &c.Replies[i]
				switch {
				case reply.Code == 232 || reply.Code == 332 && slices.Contains(c.Does, "accounts.certify"):
				case byName == "":
					byName = reply.Name
				default:
					r.text("USER "+reply.Name, reply.Pos, "an answer beside %s, which tells names from each other", byName)
				}
			}
		}
		accepted := func(row *spec.Row) bool {
			return row.Command == "USER" && row.Kind == spec.KindReply && row.Code != 230 && row.Code != 232
		}
		for g, e := range m.steps(nil, accepted) {
			if m.loggedIn(&g.Nodes[e.To].Config) {
				r.step("USER", Related{"command USER", m.Machine.Command("USER").Pos}, g, e, e.Under, "after USER the old user is still logged in")
			}
		}
		return r.findings()
	}}
}
