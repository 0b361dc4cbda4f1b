package protection

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// tlsSwitch is P27: the control connection is what the session believes. A reply that leads to TLS makes the
// runtime begin it (`then: protect`), a reply that leads back makes it end (`then: unprotect`), and none else does.
//
// Example on tls:
//
//	commands:
//	  CCC: {replies: {ok: {then: null}}}
//
// Finding:
//
//	CCC ok: control=clear, and TLS goes on
func tlsSwitch() check.Check {
	return check.Check{ID: "P27", Rows: true, Title: "TLS is on exactly where the session believes it", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("P27")
		control := m.Places.Control
		for _, row := range m.Rows() {
			if row.Kind != spec.KindReply || !control.Exists() {
				continue
			}
			region := &m.Spec.Regions[control.Region]
			i := slices.IndexFunc(row.Moves, func(mv spec.Move) bool { return mv.Region == region.Name })
			leads := "" // to TLS, to the clear, or nowhere
			if i >= 0 {
				leads = map[bool]string{true: "protect", false: "unprotect"}[row.Moves[i].State != region.States[0]]
			}
			switch does := row.Then; {
			case does != "protect" && does != "unprotect" && leads == "", does == leads:
			case leads == "protect":
				r.Row(row, "%s=%s, and TLS does not begin", region.Name, row.Moves[i].State)
			case leads == "unprotect":
				r.Row(row, "%s=%s, and TLS goes on", region.Name, row.Moves[i].State)
			default:
				r.Row(row, "TLS is switched (then: %s), and %s does not know", does, region.Name)
			}
		}
		return r.Findings()
	}}
}
