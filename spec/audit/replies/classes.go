package replies

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// classes is T05.
var classes = check.Check{
	ID: "T05", Severity: check.Broken, Rows: true,
	Mends: "the class in one reply: the last that says no, or the first of several",
	Title: "every class of error ends in exactly one reply",
	What: `
Where a command maps classes of error to replies, each class ends in exactly one reply. The same holds for the
ends of each transfer.
`,
	Why:     "A handler gives back an error and the spec says which reply it becomes (design: error classes).",
	Without: "A disk error that nobody mapped has no answer, and the session hangs or breaks off.",
	Faulty: []check.Example{{Refused: true, Change: `
commands:
  RNFR: {replies: {failed: {on: [not-exist]}}}
`, Finds: `
RNFR: an error of class other ends in [], not in one reply
`}},
	Clean: []check.Example{{Change: `
commands:
  RNFR: {replies: {failed: {on: [not-exist]}, later: {code: 450, on: [other], text: {en: "Later.", la: "Postea."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			var replies []*spec.Row
			for _, row := range m.Rows() {
				if row.Command != c.Name || row.Kind != spec.KindReply {
					continue
				}
				replies = append(replies, row)
				var ends []*spec.Row
				for _, end := range row.Ends {
					if e := &m.Machine.Rows[end]; e.Kind == spec.KindEnd {
						ends = append(ends, e)
					}
				}
				eachClassOnce(r, check.Label(row), row.Pos, ends)
			}
			eachClassOnce(r, c.Name, c.Pos, replies)
		}
	},
}

// eachClassOnce checks the rows of one block.
func eachClassOnce(r *check.Reporter, at string, pos spec.Pos, rows []*spec.Row) {
	if !slices.ContainsFunc(rows, func(row *spec.Row) bool { return len(row.On) > 0 }) {
		return
	}
	for _, class := range r.Model.Spec.Classes {
		names := []string{}
		for _, row := range rows {
			if slices.Contains(row.On, class) {
				names = append(names, row.Name)
			}
		}
		if len(names) != 1 {
			r.Text(at, pos, "an error of class %s ends in %v, not in one reply", class, names)
			r.Mend(at, once(rows, class, names)...)
		}
	}
}

// once are repairs of rows: an error of a class ends in one of them.
func once(rows []*spec.Row, class string, names []string) []check.Repair {
	if len(names) == 0 {
		for _, row := range slices.Backward(rows) {
			if check.Negative(row) {
				return []check.Repair{{Title: fmt.Sprintf("Let errors of class %s end in %s", class, row.Name), At: row.Pos, Keys: []string{"on"}, How: check.Add, Value: class}}
			}
		}
		return nil
	}
	var all []check.Repair
	for _, row := range slices.Backward(rows) {
		if slices.Contains(names[1:], row.Name) {
			all = append(all, check.Dropped(row.Pos, "on", class))
		}
	}
	return all
}
