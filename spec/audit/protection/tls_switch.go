package protection

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// tlsSwitch is P27.
var tlsSwitch = check.Check{
	ID: "P27", Severity: check.Unsafe, Rows: true,
	Mends: "what the row begins, or the move",
	Title: "TLS is on exactly where the session believes it",
	What: `
TLS is on exactly where the session believes it. A reply that leads to TLS makes the runtime begin it ("then:
protect"), a reply that leads back makes it end ("then: unprotect"), and no other reply does.
`,
	Why:     "RFC 4217 4; S15, S34.",
	Without: "The table grants what needs TLS to a client that speaks in the clear.",
	Faulty: []check.Example{{On: check.OnTLS, Change: `
commands:
  CCC: {replies: {ok: {then: null}}}
`, Finds: `
CCC ok: control=clear, and TLS goes on
`}},
	Clean: []check.Example{{On: check.OnTLS, Change: `
lifetimes:
  dialogue: {ends: [AUTH TLS ok, REIN]}
commands:
  AUTH TLS: {replies: {ok: {when: {control: clear}}, again: {code: 503, when: {control: tls}, text: {en: "TLS is on.", la: "TLS adest."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
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
				r.Mend(check.Label(row), check.Write(row, "protect", "then"))
			case leads == "unprotect":
				r.Row(row, "%s=%s, and TLS goes on", region.Name, row.Moves[i].State)
				r.Mend(check.Label(row), check.Write(row, "unprotect", "then"))
			default:
				r.Row(row, "TLS is switched (then: %s), and %s does not know", does, region.Name)
				if does == "protect" {
					r.Mend(check.Label(row), check.Write(row, region.States[control.State], "to", region.Name))
				}
			}
		}
	},
}
