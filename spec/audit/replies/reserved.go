package replies

import (
	"slices"
	"strconv"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// reserved is T22.
var reserved = check.Check{
	ID: "T22", Severity: check.Broken, Rows: true,
	Mends: "the code, where only one is possible",
	Title: "codes that mean one thing are given by nothing else",
	What: `
Codes that mean one thing are given by nothing else, and the answers that are known by their codes have them.
`,
	Why:     "RFC 959 4.2.2 gives each code one meaning (D6, D9, D18).",
	Without: "Clients act on codes: one that reads 220 in the middle of a session begins to log in again.",
	Faulty: []check.Example{{Change: `
commands:
  EPSV ALL: {replies: {ok: {code: 220}}}
`, Finds: `
EPSV ALL ok: 220 is reserved to connected, REIN, HOST
`}, {Change: `
commands:
  REIN: {replies: {ready: {code: 230}}}
`, Finds: `
REIN ready: 230 is reserved to PASS, USER, ACCT
`}},
	Clean: []check.Example{{Change: `
commands:
  EPSV ALL: {replies: {ok: {code: 250}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, row := range m.Rows() {
			who := check.FirstWord(row.Command)
			if row.Kind == spec.KindEvent {
				who = row.Name
			}
			if owners := owners(row.Code); owners != nil && row.Code != 0 && !slices.Contains(owners, who) {
				r.Row(row, "%d is reserved to %s", row.Code, check.List(owners))
			}
			if codes := onlyCodes(row, who); codes != nil && !slices.Contains(codes, row.Code) {
				r.Row(row, "%d is none of %v", row.Code, codes)
				var ways []check.Repair
				for _, code := range codes {
					ways = append(ways, check.Write(row, strconv.Itoa(code), "code"))
				}
				r.Mend(check.Label(row), ways...)
			}
		}
	},
}

// owners are the commands and events that alone give a code, nil for a code that belongs to no one
// (RFC 959 4.2.2 and 5.4, RFC 2428, RFC 4217).
func owners(code int) []string {
	switch code {
	case 220:
		return []string{"connected", "REIN", "HOST"}
	case 221:
		return []string{"QUIT"}
	case 227:
		return []string{"PASV", "CPSV"}
	case 229:
		return []string{"EPSV"}
	case 230, 232:
		return []string{"PASS", "USER", "ACCT"}
	case 234, 235, 334, 335:
		return []string{"AUTH", "ADAT"}
	case 257:
		return []string{"PWD", "MKD"}
	case 331, 332:
		return []string{"USER", "PASS"}
	}
	return nil
}

// onlyCodes are all the codes that a row may have, nil when it is not known by its code.
func onlyCodes(row *spec.Row, who string) []int {
	switch {
	case row.Kind == spec.KindEvent:
		return eventCodes(who)
	case who == "REIN":
		return []int{220, 421, 500, 501, 502}
	case row.Kind != spec.KindReply || check.Negative(row):
		return nil
	}
	return map[string][]int{
		"USER": {230, 232, 331, 332}, "PASS": {202, 230, 332}, "QUIT": {221}, "PASV": {227}, "CPSV": {227}, "PWD": {257}, "MKD": {257},
		"ABOR": {225, 226}, "SYST": {215}, "RNFR": {350}, "REST": {350}, "AUTH": {234, 334},
	}[who]
}

// eventCodes are the codes by which an event may be answered.
func eventCodes(event string) []int {
	switch event {
	case "connected":
		return []int{220}
	case "unknown":
		return []int{500, 502}
	case "overlong":
		return []int{500, 501}
	case "failed":
		return []int{451}
	case "marker":
		return []int{110}
	case "dropped", "data-opened", "implicit", "handshake-failed", "other-host":
		return []int{0}
	}
	return []int{421}
}
