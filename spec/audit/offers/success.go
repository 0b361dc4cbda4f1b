package offers

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// success is T21.
var success = check.Check{
	ID: "T21", Severity: check.Broken, Rows: true,
	Title: "what is offered can succeed",
	What: `
A command that is offered can succeed, and so can every transfer. Lines of a body come only with success. A
command that only refuses is declared "by: nobody", or is what is left over when a command with more words does
not fit. A reply called "ok" says yes: a command that can succeed in another way, too, would hide it.
`,
	Why:     "RFC 959 4.2: an implementation says 502 for what it does not have.",
	Without: "A client finds a command in HELP that can never work.",
	Faulty: []check.Example{{Change: `
commands:
  SITE HELP: {replies: {list: {code: 514}}}
`, Finds: `
SITE HELP: SITE HELP is offered, and cannot succeed
SITE HELP list: 514 says no, and tells what was asked
`}},
	Clean: []check.Example{{Change: `
commands:
  SITE HELP: {replies: {none: {code: 504, text: {en: "No such page.", la: "Pagina deest."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		succeeds := map[string]bool{}
		for _, row := range m.Rows() {
			c := m.Machine.Command(row.Command)
			if row.Kind != spec.KindReply {
				continue
			}
			if check.Negative(row) && row.Name == "ok" {
				r.Row(row, "%d says no, and is called ok", row.Code)
			}
			if check.Negative(row) && row.Body {
				r.Row(row, "%d says no, and tells what was asked", row.Code)
			}
			if !check.Negative(row) && (row.Code != 202 || c.By == spec.ByTable) {
				succeeds[row.Command] = true
			}
			done := func(end int) bool { return check.Positive(&m.Machine.Rows[end]) }
			if (check.BeginsTransfer(row) || check.BeginsWork(row)) && !slices.ContainsFunc(row.Ends, done) {
				r.Row(row, "the transfer cannot succeed")
			}
		}
		for i := range m.Spec.Commands {
			if c := &m.Spec.Commands[i]; c.By != spec.ByNobody && !succeeds[c.Name] && !m.Fallback(c) {
				r.Text(c.Name, c.Pos, "%s is offered, and cannot succeed", c.Name)
			}
		}
	},
}
