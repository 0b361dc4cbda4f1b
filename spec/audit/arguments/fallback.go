package arguments

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// leftOver is T26.
var leftOver = check.Check{
	ID: "T26", Severity: check.Broken, Rows: true,
	Title: "unknown parameters and subcommands are refused",
	What: `
A line is refused that no command with more words fits: TYPE Q beside TYPE A and TYPE I, an unknown SITE
command.
`,
	Why:     "RFC 959 4.2.2: 504 and 501 are for parameters that are not known (D20).",
	Without: "A client asks for a type that does not exist, is told yes, and gets files in another one.",
	Faulty: []check.Example{{Change: `
commands:
  TYPE: {replies: {unknown: {code: 204}}}
`, Finds: `
TYPE unknown: 204 accepts whatever TYPE does not know
`}},
	Clean: []check.Example{{Change: `
commands:
  TYPE: {replies: {unknown: {code: 501}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, row := range m.Rows() {
			if c := m.Machine.Command(row.Command); c != nil && row.Kind == spec.KindReply && m.Fallback(c) && !check.Negative(row) {
				r.Row(row, "%d accepts whatever %s does not know", row.Code, c.Name)
			}
		}
	},
}
