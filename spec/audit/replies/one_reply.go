package replies

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// oneReply is T07.
var oneReply = check.Check{
	ID: "T07", Severity: check.Broken, Rows: true,
	Title: "every command gets exactly one final reply",
	What: `
Every command gets exactly one final reply. A 1yz reply begins a transfer or work, whose ends are the final
replies. Every other reply is final by itself, and a refusal is 4yz or 5yz.
`,
	Why: "RFC 959 4.2: the first digit tells a client whether another reply follows.",
	Without: `
The client takes the second reply as the answer to its next command, and everything after it is off by one (D12,
S22).
`,
	Faulty: []check.Example{{Refused: true, Change: `
commands:
  NOOP: {replies: {ok: {code: 150}}}
`, Finds: `
NOOP ok: 150 promises another reply, and none comes
`}},
	Clean: []check.Example{{Change: `
commands:
  NOOP: {replies: {ok: {code: 250}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, row := range m.Rows() {
			switch {
			case row.Kind == spec.KindWaiting || row.Kind == spec.KindEvent && row.Code == 0, row.Kind == spec.KindEvent && row.Name == "marker":
			case check.BeginsWork(row) && row.Code != 0:
				r.Row(row, "%d comes before the work is done", row.Code)
			case check.BeginsWork(row) && len(row.Ends) > 0:
			case row.Code == 0:
				r.Row(row, "no reply is sent")
			case check.BeginsTransfer(row) && check.Class(row) != 1:
				r.Row(row, "%d is final, and the end of the transfer would be a second reply", row.Code)
			case check.BeginsTransfer(row) && len(row.Ends) == 0:
				r.Row(row, "%d promises another reply, and the transfer has no end", row.Code)
			case check.Class(row) == 1 && !check.BeginsTransfer(row):
				r.Row(row, "%d promises another reply, and none comes", row.Code)
			case row.Kind.Refusal() && !check.Negative(row) && !spec.Superfluous(row.Kind, row.Code):
				r.Row(row, "%d refuses nothing", row.Code)
			case check.Class(row) == 3 && row.Kind != spec.KindReply:
				r.Row(row, "%d asks for another command, and nothing remembers that", row.Code)
			}
		}
	},
}
