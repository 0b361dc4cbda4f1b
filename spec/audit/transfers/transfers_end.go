package transfers

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// transfersEnd is T12.
var transfersEnd = check.Check{
	ID: "T12", Severity: check.Broken,
	Title: "every 1yz reply is followed by a final one",
	What: `
Every 1yz reply is followed by a final one. From every configuration with a transfer the data connection and the
handler alone lead to its end. The final reply is one of those that RFC 959 5.4 has for transfers, and it agrees
with what happened: 425 before a data connection was open, 426 afterwards.
`,
	Why: "RFC 959 5.4.",
	Without: `
A client that was told 150 waits for ever, or repeats an upload because it was told that no connection was made
(D14, S22).
`,
	Faulty: []check.Example{{Change: `
transfer:
  ends: {no-data: {when: {transfer: busy}}, aborted: {when: {transfer: busy}}}
events:
  data-opened: {when: {transfer: busy}}
`, Finds: `
RETR opening: 150 has no end from here
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPRT <address>
    S: 200 Done.
    C: RETR <path>
    S: 150 Sending.
…
`}, {Change: `
transfer:
  ends: {no-data: {when: null}}
`, Finds: `
RETR opening.no-data: 425 although the data connection was open
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: EPRT <address>
    S: 200 Done.
    C: RETR <path>
    S: 150 Sending.
    -- data-opened
    -- no-data
    S: 425 No data connection.
…
`}},
	Clean: []check.Example{{Change: `
transfer:
  ends: {aborted: {when: {transfer: [opening, busy]}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		work := m.WorkEnds()
		for i, row := range m.Rows() {
			if check.EndsTransfer(row) && !work[i] && !slices.Contains(endCodes(row), row.Code) {
				r.Row(row, "%d does not end a transfer; %v do", row.Code, endCodes(row))
			}
		}
		opened := openedStates(m)
		for g, e := range m.Steps(nil, func(row *spec.Row) bool { return row.Kind == spec.KindTransferEnd }) {
			from := &g.Nodes[e.From].Config
			switch name := check.LastName(m.Row(e).Name); {
			case opensNot(name) && opened(from):
				r.Edge(g, e, "%d although the data connection was open", m.Row(e).Code)
			case breaks(name) && !opened(from):
				r.Edge(g, e, "%d although no data connection was open", m.Row(e).Code)
			case name == "unprotected" && !m.Places.Private.At(from):
				r.Edge(g, e, "%d although data go in the clear", m.Row(e).Code)
			}
		}
		moving := m.RowSet(func(row *spec.Row) bool { return check.EndsTransfer(row) || row.Name == "data-opened" })
		ends := m.Graph.Reaching(check.Idle, moving)
		for g, n := range m.Nodes() {
			if endless := g.Nodes[n].Under.Without(ends[n]); endless != nil {
				opening := &m.Machine.Rows[g.Nodes[n].Config.Running-1]
				r.NodeUnder(check.Label(opening), opening.Pos, g, n, endless, nil, "%d has no end from here", opening.Code)
			}
		}
	},
}

// opensNot reports the ends of transfers that come before the data connection is open, and breaks those that come
// afterwards. ABOR comes whenever it likes.
func opensNot(end string) bool { return end == "no-data" || end == "unprotected" }

func breaks(end string) bool { return end == "broken" || end == "stalled" }

// endCodes are the codes that may end a transfer: by the handler, or by what happened to the data connection.
func endCodes(row *spec.Row) []int {
	if row.Kind == spec.KindTransferEnd {
		return []int{425, 426, 451, 522}
	}
	return []int{226, 250, 425, 426, 451, 551, 552}
}

// openedStates reports whether a transfer's data connection has been opened: the region transfer has left the
// state that the preliminary reply gives it.
func openedStates(m *check.Model) func(*explore.Config) bool {
	transfer := m.Machine.Region(m.Spec.Roles.Transfer)
	begin := ""
	for _, mv := range m.Spec.Transfer.Begin {
		if mv.Region == m.Spec.Roles.Transfer {
			begin = mv.State
		}
	}
	return func(c *explore.Config) bool {
		return c.Busy() && m.Spec.Regions[transfer].States[c.States[transfer]] != begin
	}
}
