package replies

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// promise is T20.
var promise = check.Check{
	ID: "T20", Severity: check.Broken, Rows: true,
	Title: "a reply that says yes does what was asked",
	What: `
A 2yz reply does what was asked. A handler's 2yz reply moves the session, brings a value, tells something new,
or stands for a change of files; that of an extension that touches nothing may do what is its own. All 2yz replies of a command, 202 aside, do the same. Of the completions of a
transfer one alone says yes, beside those that take a capability of their own.
`,
	Why: `
RFC 959 4.2.1: a positive reply says that the action was completed (D8). A command that only says yes needs no
handler: it is answered "by: table".
`,
	Without: `
A client goes on as if it had been obeyed: it uploads to the old address, or believes half a file to be whole.
`,
	Faulty: []check.Example{{Change: `
commands:
  EPRT: {replies: {foreign: {code: 200}}}
`, Finds: `
EPRT: 200 ok and 200 foreign both say yes, and do not do the same
EPRT foreign: 200 says yes, and nothing happens
`}, {Change: `
commands:
  CWD: {replies: {ok: {sets: null}}}
regions:
  login: {moved-by: [USER, PASS]}
`, Finds: `
CWD ok: 250 says yes, and nothing happens
`}, {Change: `
commands:
  RETR: {replies: {opening: {ends: {short: {code: 250, text: {en: "Almost.", la: "Fere."}}}}}}
`, Finds: `
RETR opening.short: 250 says yes, as done does
`}},
	Clean: []check.Example{{Change: `
commands:
  EPRT: {replies: {here: {code: 200, to: {data: active}, text: {en: "Data will go here.", la: "Huc."}}}}
`}, {Change: `
lifetimes:
  user: {ends: [USER], within: dialogue}
regions:
  lock: {states: [none, held], lasts: user, moved-by: [XLOCK, XFREE]}
commands:
  XLOCK: {rfc: 959 4.1.3, needs: [logged-in, {name: free, when: {lock: none}, else: {code: 503, text: {en: "Locked already.", la: "Iam clausum."}}}], replies: {locked: {code: 250, to: {lock: held}, text: {en: "Locked.", la: "Clausum."}}}, help: {en: "lock", la: "claude"}}
  XFREE: {rfc: 959 4.1.3, needs: [logged-in, {name: held, when: {lock: held}, else: {code: 503, text: {en: "Not locked.", la: "Non clausum."}}}], replies: {free: {code: 250, to: {lock: none}, text: {en: "Free.", la: "Liberum."}}}, help: {en: "unlock", la: "aperi"}}
`}, {Change: `
commands:
  XLOCK: {rfc: 959 4.1.3, needs: [logged-in], replies: {rung: {code: 200, text: {en: "The bell rings.", la: "Sonat."}}}, help: {en: "ring", la: "sona"}}
extensions: {XLOCK: "the porter hears it"}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		first := map[string]*spec.Row{}
		for _, row := range m.Rows() {
			c := m.Machine.Command(row.Command)
			if check.BeginsTransfer(row) || check.BeginsWork(row) {
				oneSuccess(m, r, row)
			}
			if row.Kind != spec.KindReply || !check.Positive(row) || c.By != spec.ByHandler || row.Code == 202 {
				continue
			}
			if !does(m, row) && !m.Changes(c) && !m.ExtendsOnly(c) {
				r.Row(row, "%d says yes, and nothing happens", row.Code)
				r.Advise(check.Label(row), "a command that only says yes has no handler: by: table; one whose handler does something of its own stands in extensions")
			}
			if known := first[c.Name]; known != nil && deed(known) != deed(row) {
				r.TextAt(c.Name, check.Blame{Pos: row.Pos, Step: check.Label(row), Related: []check.Related{{What: check.Label(known), Pos: known.Pos}}}, "%d %s and %d %s both say yes, and do not do the same", known.Code, known.Name, row.Code, row.Name)
			} else if known == nil {
				first[c.Name] = row
			}
		}
	},
}

// oneSuccess reports a second completion of a transfer or of work that says yes: what came short of the first must
// not be told as if it had not.
func oneSuccess(m *check.Model, r *check.Reporter, opening *spec.Row) {
	var first *spec.Row
	for _, end := range opening.Ends {
		switch row := &m.Machine.Rows[end]; {
		case row.Kind != spec.KindEnd || !check.Positive(row):
		case len(row.Own) > 0: // it takes what the others do not, and says so
		case first == nil:
			first = row
		default:
			r.Row(row, "%d says yes, as %s does", row.Code, check.LastName(first.Name))
		}
	}
}

// does reports whether a row moves the session to a new state, brings a value or tells one.
func does(m *check.Model, row *spec.Row) bool {
	tells := slices.ContainsFunc(row.Values, func(v spec.Value) bool { return v.Source == spec.SourceParam })
	return tells || row.Body || len(row.Sets) > 0 || m.Away(row).Exists() || back(m, row)
}

// back reports whether a row takes a region back to its first state by a move of its own: it unlocks what was locked.
func back(m *check.Model, row *spec.Row) bool {
	return slices.ContainsFunc(row.Moves, func(mv spec.Move) bool {
		r := &m.Spec.Regions[m.Machine.Region(mv.Region)]
		return mv.State == r.States[0] && mv.Pos != r.Pos && mv.Pos.Line > 0
	})
}

// deed is what a row does, to be compared: where it leads and what it brings and tells.
func deed(row *spec.Row) string {
	var moves []string
	for _, mv := range row.Moves {
		moves = append(moves, mv.Region+"="+mv.State)
	}
	return fmt.Sprint(moves, row.Sets, row.Body, len(row.Values) > 0)
}
