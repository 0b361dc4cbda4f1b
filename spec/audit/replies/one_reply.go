package audit

import "github.com/portolan-ftp/portolan/spec"

// oneReply is T07: every command gets exactly one final reply. A 1yz reply begins a transfer, whose ends are the
// final replies; every other reply is final by itself, and a refusal is 4yz or 5yz.
//
// The decoder refuses it too.
//
// Example:
//
//	commands:
//	  NOOP: {replies: {ok: {code: 150}}}
//
// Finding:
//
//	NOOP ok: 150 promises another reply, and none comes
func oneReply() Check {
	return Check{ID: "T07", Rows: true, Title: "every command gets exactly one final reply", Run: func(m *Model) []Finding {
		r := m.reporter("T07")
		for _, row := range m.rows() {
			switch {
			case row.Kind == spec.KindWaiting || row.Kind == spec.KindEvent && row.Code == 0, row.Kind == spec.KindEvent && row.Name == "marker":
			case works(row) && row.Code != 0:
				r.row(row, "%d comes before the work is done", row.Code)
			case works(row) && len(row.Ends) > 0:
			case row.Code == 0:
				r.row(row, "no reply is sent")
			case begins(row) && class(row) != 1:
				r.row(row, "%d is final, and the end of the transfer would be a second reply", row.Code)
			case begins(row) && len(row.Ends) == 0:
				r.row(row, "%d promises another reply, and the transfer has no end", row.Code)
			case class(row) == 1 && !begins(row):
				r.row(row, "%d promises another reply, and none comes", row.Code)
			case row.Kind.Refusal() && !negative(row) && !spec.Superfluous(row.Kind, row.Code):
				r.row(row, "%d refuses nothing", row.Code)
			case class(row) == 3 && row.Kind != spec.KindReply:
				r.row(row, "%d asks for another command, and nothing remembers that", row.Code)
			}
		}
		return r.findings()
	}}
}
