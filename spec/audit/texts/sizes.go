package texts

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// sizes is T37.
var sizes = check.Check{
	ID: "T37", Severity: check.Broken, Rows: true,
	Title: "a size is told where it is known before",
	What: `
A reply that begins to send says how many octets come exactly where that is known before: where those of the file are
sent as they are.
`,
	Why:     "RFC 959 has no other place for the length of what comes, and clients look for it there.",
	Without: "Clients show a wrong share of what has come, or take a whole file for a broken one.",
	Faulty: []check.Example{{Change: `
commands:
  RETR: {replies: {opening: {text: {en: "Sending {size:int64}.", la: "Mitto {size:int64}."}}}}
`, Finds: `
RETR opening: RETR opening tells a size with type=ascii, where it is not known before
`}, {Change: `
commands:
  RETR:
    replies:
      opening: {text: {en: "Sending {size:int64}.", la: "Mitto {size:int64}."}, when: {type: ascii}, otherwise: plain}
      plain: {code: 150, text: {en: "It comes.", la: "Venit."}, then: send, ends: {done: {code: 226, text: {en: "Sent.", la: "Missum."}}, error: {code: 451, on: [other], text: {en: "Broken off.", la: "Interruptum."}}}}
`, Finds: `
RETR opening: RETR opening tells a size with type=ascii, where it is not known before
`}},
	Clean: []check.Example{{Change: `
commands:
  RETR:
    replies:
      opening: {text: {en: "Sending {size:int64}.", la: "Mitto {size:int64}."}, when: {type: image}, otherwise: plain}
      plain: {code: 150, text: {en: "It comes.", la: "Venit."}, then: send, ends: {done: {code: 226, text: {en: "Sent.", la: "Missum."}}, error: {code: 451, on: [other], text: {en: "Broken off.", la: "Interruptum."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, row := range m.Rows() {
			if row.Then != spec.ThenSend || !slices.ContainsFunc(row.Values, func(v spec.Value) bool { return v.Name == "size" }) {
				continue
			}
			for _, region := range m.Spec.Regions {
				known := asTheyAre[region.Name]
				for _, state := range region.States {
					told := !slices.ContainsFunc(row.When, func(t spec.CondTerm) bool { return t.Region == region.Name && !slices.Contains(t.States, state) })
					switch {
					case known == nil || told == slices.Contains(known, state):
					case told:
						r.Row(row, "%s tells a size with %s=%s, where it is not known before", check.Label(row), region.Name, state)
					default:
						r.Row(row, "%s tells no size with %s=%s, where it is known before", check.Label(row), region.Name, state)
					}
				}
			}
		}
	},
}

// asTheyAre are the states, by region, in which the octets of a file are sent as they are. The logical bytes of local
// type are of whole octets (RFC 959 3.1.1.4).
var asTheyAre = map[string][]string{"type": {"image", "local"}, "structure": {"file"}, "mode": {"stream"}}
