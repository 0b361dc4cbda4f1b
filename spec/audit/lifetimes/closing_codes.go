package lifetimes

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// closingCodes is T23: 421 says that the control connection is closed (RFC 959 4.2.2), so a row that answers 421
// closes the session; and a row that closes it says 421, or 221 after QUIT, or nothing because nobody listens.
//
// Example:
//
//	events:
//	  noise: {to: null}
//
// Finding:
//
//	noise: 421 says that the session ends, and it goes on
//
// Example:
//
//	commands:
//	  PASS: {replies: {rejected: {to: {session: closed}}}}
//
// Finding:
//
//	PASS rejected: the session ends, and 530 does not say so
func closingCodes() check.Check {
	return check.Check{ID: "T23", Rows: true, Title: "421 ends the session, and nothing else but QUIT does", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T23")
		for _, row := range m.Rows() {
			closes := slices.ContainsFunc(row.Moves, func(mv spec.Move) bool {
				return mv.Region == m.Spec.Roles.Session() && mv.State == m.Spec.Roles.Over.States[0]
			})
			switch {
			case row.Code == 421 && !closes:
				r.Row(row, "421 says that the session ends, and it goes on")
			case closes && row.Code != 421 && row.Code != 221 && row.Code != 0:
				r.Row(row, "the session ends, and %d does not say so", row.Code)
			case row.Code == 221 && !closes:
				r.Row(row, "221 says goodbye, and the session goes on")
			case row.Kind == spec.KindEvent && row.Name == "dropped" && !closes:
				r.Row(row, "the control connection is lost, and the session goes on")
			}
		}
		return r.Findings()
	}}
}
