package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// direction is P11: a transfer goes the way that its capability allows: what is sent was read or listed, what is
// received is written or appended.
//
// Example:
//
//	commands:
//	  STOR: {replies: {opening: {then: send}}}
//
// Finding:
//
//	STOR opening: STOR sends, and may only [write]
func direction() Check {
	return Check{ID: "P11", Rows: true, Title: "a transfer goes the way that its permission allows", Run: func(m *Model) []Finding {
		r := m.reporter("P11")
		for _, row := range m.rows() {
			if row.Kind != spec.KindReply || !begins(row) {
				continue
			}
			verb, fit := "sends", []string{"read", "list"}
			if row.Then == "receive" {
				verb, fit = "receives", []string{"write", "append"}
			}
			asks := m.permissions(m.Machine.Command(row.Command))
			if !slices.ContainsFunc(asks, func(p string) bool { return slices.Contains(fit, p) }) {
				r.row(row, "%s %s, and may only %v", row.Command, verb, asks)
			}
		}
		return r.findings()
	}}
}
