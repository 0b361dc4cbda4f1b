package arguments

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// leftOver is T26: what is left over when no command with more words fits is refused (D20): TYPE Q beside TYPE A
// and TYPE I, an unknown SITE command.
//
// Example:
//
//	commands:
//	  TYPE: {replies: {unknown: {code: 204}}}
//
// Finding:
//
//	TYPE unknown: 204 accepts whatever TYPE does not know
func leftOver() check.Check {
	return check.Check{ID: "T26", Rows: true, Title: "unknown parameters and subcommands are refused", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T26")
		for _, row := range m.Rows() {
			if c := m.Machine.Command(row.Command); c != nil && row.Kind == spec.KindReply && m.Fallback(c) && !check.Negative(row) {
				r.Row(row, "%d accepts whatever %s does not know", row.Code, c.Name)
			}
		}
		return r.Findings()
	}}
}
