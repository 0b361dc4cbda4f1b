package documents

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// codesCheck is R01.
var codesCheck = check.Check{
	ID: "R01", Severity: check.Nonstandard,
	Title: "a command answers what the documents list for it, or a written decision stands for it",
	What: `
A command answers what the documents list for it: a 1yz where a data phase begins, a completion where one ends,
2yz, 3yz and its failures, or what may answer any command. A code that no document allows there needs a
deviation that names it.
`,
	Why:     "RFC 959 5.4 and the lists of later documents. What an extension answers, no document says.",
	Without: "Clients meet codes that they were not written for.",
	Faulty: []check.Example{{Change: `
commands:
  DELE: {replies: {ok: {code: 200}}}
`, Finds: `
DELE ok: no document lets DELE answer 200 there; its list (959 5.4) has 250
`}},
	Clean: []check.Example{{Change: `
commands:
  DELE: {replies: {busy: {code: 450, text: {en: "It is in use.", zh: "文件正在使用。"}}}}
`}},
}

// codes reports what R01 finds.
func (j *judge) codes() {
	r := j.reporters[codesCheck.ID]
	for _, row := range j.Rows() {
		if row.Code == 0 || row.Kind == spec.KindUnwritten || j.allowed(row) || j.Spec.IsExtension(row.Command) {
			continue
		}
		p := j.pairOf(row)
		j.needed[p] = true
		if d := j.excused[p]; d != nil {
			j.used[d] = true
			continue
		}
		c := j.listed(row)
		switch {
		case c != nil:
			r.Answer(row, spec.Answer{Command: p.command, Code: p.code}, "no document lets %s answer %d there; its list (%s) has %s", p.command, row.Code, c.List, codesAt(c, j.placeOf(row)))
		case row.Kind == spec.KindEvent:
			r.Answer(row, spec.Answer{Command: p.command, Code: p.code}, "no document lets any command be answered %d", row.Code)
		case j.undefined(row.Command): // R06 says so once
		default:
			r.Answer(row, spec.Answer{Command: p.command, Code: p.code}, "no document says what %s may answer", p.command)
		}
	}
}

// allowed reports whether a document lets the row stand where it stands.
func (j *judge) allowed(row *spec.Row) bool {
	if c := j.listed(row); c != nil {
		_, ok := j.book.Allowed(c, j.placeOf(row), row.Code)
		return ok
	}
	return row.Kind == spec.KindEvent && slices.ContainsFunc(j.book.Universal, func(u standards.Universal) bool { return u.Code == row.Code })
}

// codesAt are the codes that a command's own list has at a place.
func codesAt(c *standards.Command, p standards.Place) string {
	var codes []string
	for code := 100; code < 700; code++ {
		if c.Listed(p, code) {
			codes = append(codes, fmt.Sprint(code))
		}
	}
	if codes == nil {
		return "none"
	}
	return strings.Join(codes, ", ")
}

// excess are the codes that a command's rows answer and its own list does not have: additions are those that other
// documents bring, and decided those that a deviation stands for; the rest is nobody's.
func (j *judge) excess(c *standards.Command) (additions, decided, unknown []string, deviations []*spec.Deviation) {
	for _, row := range j.rowsOf(c.Name) {
		p := j.placeOf(row)
		if c.Listed(p, row.Code) || slices.ContainsFunc(j.book.Universal, func(u standards.Universal) bool { return u.Code == row.Code }) {
			continue
		}
		by, ok := j.book.Allowed(c, p, row.Code)
		d := j.excused[pair{c.Name, row.Code}]
		switch {
		case ok:
			additions = check.AppendNew(additions, fmt.Sprintf("%d by %s", row.Code, by))
		case d != nil:
			decided = check.AppendNew(decided, fmt.Sprint(row.Code))
			deviations = check.AppendNew(deviations, d)
		default:
			unknown = check.AppendNew(unknown, fmt.Sprint(row.Code))
		}
	}
	return additions, decided, unknown, deviations
}
