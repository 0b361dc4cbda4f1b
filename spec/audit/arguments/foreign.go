package arguments

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// foreignWords is P36.
var foreignWords = check.Check{
	ID: "P36", Severity: check.Unsafe, Rows: true,
	Mends:   "the verbs that are missing",
	Title:   "clients of other protocols are told apart",
	What:    "The first words of browsers and of mail clients are known as another protocol's.",
	Why:     "S20, ALPACA: a page lets a browser send commands in the body of a form, line by line.",
	Without: "A web page uses its reader's browser, and address, to give commands to the server.",
	Faulty: []check.Example{{Change: `
events:
  foreign: {verbs: [GET, HEAD, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH, PRI, HELO]}
`, Finds: `
foreign: nobody takes POST, EHLO for another protocol's
`}},
	Clean: []check.Example{{Change: `
events:
  foreign: {verbs: [GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH, PRI, EHLO, HELO, LHLO]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for i := range m.Spec.Events {
			e := &m.Spec.Events[i]
			if e.Name != "foreign" {
				continue
			}
			var missing []string
			for _, word := range foreignFirst {
				command := func(c spec.Command) bool { return check.FirstWord(c.Name) == word }
				if !slices.Contains(e.Verbs, word) && !slices.ContainsFunc(m.Spec.Commands, command) {
					missing = append(missing, word)
				}
			}
			if missing != nil {
				r.Text(e.Name, e.Pos, "nobody takes %s for another protocol's", strings.Join(missing, ", "))
				r.Mend(e.Name, check.Repair{Title: "Add the verbs", At: e.Pos, Keys: []string{"verbs"}, How: check.Add, Value: strings.Join(missing, ", ")})
			}
		}
	},
}

// foreignFirst are the words with which clients of HTTP begin (RFC 9110 9.3, RFC 5789, RFC 9113 3.4), and those of SMTP
// (RFC 5321 4.1.1.1).
var foreignFirst = []string{"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI", "EHLO", "HELO"}
