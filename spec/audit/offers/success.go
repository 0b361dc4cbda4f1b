package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// success is T21: a command that is offered can succeed, and so can every transfer. A body of lines comes only
// with success. What only refuses is said with `by: nobody`, or is what is left over when a command with more
// words does not fit. A reply that is called ok says yes: a command that can succeed in another way, too, would hide it.
//
// Example:
//
//	commands:
//	  SITE HELP: {replies: {list: {code: 514}}}
//
// Finding:
//
//	SITE HELP: SITE HELP is offered, and cannot succeed
//	SITE HELP list: 514 says no, and tells what was asked
func success() Check {
	return Check{ID: "T21", Rows: true, Title: "what is offered can succeed", Run: func(m *Model) []Finding {
		r := m.reporter("T21")
		succeeds := map[string]bool{}
		for _, row := range m.rows() {
			c := m.Machine.Command(row.Command)
			if row.Kind != spec.KindReply {
				continue
			}
			if negative(row) && row.Name == "ok" {
				r.row(row, "%d says no, and is called ok", row.Code)
			}
			if negative(row) && row.Body {
				r.row(row, "%d says no, and tells what was asked", row.Code)
			}
			if !negative(row) && (row.Code != 202 || c.By == spec.ByTable) {
				succeeds[row.Command] = true
			}
			done := func(end int) bool { return positive(&m.Machine.Rows[end]) }
			if (begins(row) || works(row)) && !slices.ContainsFunc(row.Ends, done) {
				r.row(row, "the transfer cannot succeed")
			}
		}
		for i := range m.Spec.Commands {
			if c := &m.Spec.Commands[i]; c.By != spec.ByNobody && !succeeds[c.Name] && !m.fallback(c) {
				r.text(c.Name, c.Pos, "%s is offered, and cannot succeed", c.Name)
			}
		}
		return r.findings()
	}}
}
