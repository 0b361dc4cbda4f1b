package audit

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// promise is T20: a 2yz reply keeps what it says (D8). A handler's 2yz reply moves the session, brings a value,
// tells something new, or stands for a change of files; and all 2yz replies of a command, 202 aside, do the same.
// Of the completions of a transfer just one says yes, beside those that take a capability of their own.
//
// Example:
//
//	commands:
//	  EPRT: {replies: {foreign: {code: 200}}}
//
// Finding:
//
//	EPRT: 200 ok and 200 foreign both say yes, and do not do the same
//	EPRT foreign: 200 says yes, and nothing happens
//
// Example:
//
//	commands:
//	  CWD: {replies: {ok: {sets: null}}}
//	regions:
//	  login: {moved-by: [USER, PASS]}
//
// Finding:
//
//	CWD ok: 250 says yes, and nothing happens
//
// Example:
//
//	commands:
//	  RETR: {replies: {opening: {ends: {short: {code: 250, text: {en: "Almost.", la: "Fere."}}}}}}
//
// Finding:
//
//	RETR opening.short: 250 says yes, as done does
func promise() Check {
	return Check{ID: "T20", Rows: true, Title: "a reply that says yes does what was asked", Run: func(m *Model) []Finding {
		r := m.reporter("T20")
		first := map[string]*spec.Row{}
		for _, row := range m.rows() {
			c := m.Machine.Command(row.Command)
			if begins(row) || works(row) {
				m.oneSuccess(r, row)
			}
			if row.Kind != spec.KindReply || !positive(row) || c.By != spec.ByHandler || row.Code == 202 {
				continue
			}
			if !m.does(row) && !m.changes(c) {
				r.row(row, "%d says yes, and nothing happens", row.Code)
			}
			if known := first[c.Name]; known != nil && deed(known) != deed(row) {
				r.textAt(c.Name, blame{row.Pos, label(row), []Related{{label(known), known.Pos}}}, "%d %s and %d %s both say yes, and do not do the same", known.Code, known.Name, row.Code, row.Name)
			} else if known == nil {
				first[c.Name] = row
			}
		}
		return r.findings()
	}}
}

// oneSuccess reports a second completion of a transfer or of work that says yes: what came short of the first must
// not be told as if it had not.
func (m *Model) oneSuccess(r *reporter, opening *spec.Row) {
	var first *spec.Row
	for _, end := range opening.Ends {
		switch row := &m.Machine.Rows[end]; {
		case row.Kind != spec.KindEnd || !positive(row):
		case len(row.Own) > 0: // it takes what the others do not, and says so
		case first == nil:
			first = row
		default:
			r.row(row, "%d says yes, as %s does", row.Code, lastName(first.Name))
		}
	}
}

// does reports whether a row moves the session to a new state, brings a value or tells one.
func (m *Model) does(row *spec.Row) bool {
	tells := slices.ContainsFunc(row.Values, func(v spec.Value) bool { return v.Source == spec.SourceParam })
	return tells || row.Body || len(row.Sets) > 0 || m.away(row).exists()
}

// deed is what a row does, to be compared: where it leads and what it brings and tells.
func deed(row *spec.Row) string {
	var moves []string
	for _, mv := range row.Moves {
		moves = append(moves, mv.Region+"="+mv.State)
	}
	return fmt.Sprint(moves, row.Sets, row.Body, len(row.Values) > 0)
}
