package arguments

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// foreignWords is P36: what a browser, or a client of mail, sends first is known as another protocol's (S20): a page could
// otherwise let a browser send commands in the body of a form, line by line (ALPACA).
//
// Example:
//
//	events:
//	  foreign: {verbs: [GET, HEAD, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH, PRI, HELO]}
//
// Finding:
//
//	foreign: nobody takes POST, EHLO for another protocol's
func foreignWords() check.Check {
	return check.Check{ID: "P36", Rows: true, Title: "clients of other protocols are told apart", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P36")
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
			}
		}
		return r.Findings()
	}}
}

// foreignFirst are the words with which clients of HTTP begin (RFC 9110 9.3, RFC 5789, RFC 9113 3.4), and those of SMTP
// (RFC 5321 4.1.1.1).
var foreignFirst = []string{"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI", "EHLO", "HELO"}
