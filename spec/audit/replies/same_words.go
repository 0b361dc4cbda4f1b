package replies

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// sameWords is T35.
var sameWords = check.Check{
	ID: "T35", Severity: check.Broken, Rows: true,
	Title: "the same words mean the same",
	What: `
The same words mean the same. A text does not say yes in one reply and no in another. Two replies with one text
do not lead a region to different states. Two replies that end errors and have one text have a class of error in
common. Two commands with one help do the same.
`,
	Why:     "People read texts, and logs keep them.",
	Without: `A user reads "Done." for a failure, or cannot tell from a log which setting is in force.`,
	Faulty: []check.Example{{Change: `
commands:
  RETR: {replies: {failed: {text: {en: "Done.", la: "Malum."}}}}
  TYPE A: {replies: {ok: {text: {en: "Type it is.", la: "A."}}}}
  TYPE I: {replies: {ok: {text: {en: "Type it is.", la: "I."}}}, help: {en: "find it"}}
  RNFR: {help: {en: "find it"}}
`, Finds: `
TYPE I ok: "Type it is." leads to type=image, and with TYPE A ok to type=ascii
RETR failed: 550 says "Done.", as 200 of EPRT ok does
RNFR: its help is that of TYPE I, and they do not do the same
`}},
	Clean: []check.Example{{Change: `
commands:
  TYPE A: {replies: {ok: {text: {en: "Text it is.", la: "Litterae."}}}}
  TYPE I: {replies: {ok: {text: {en: "Bytes it is.", la: "Numeri."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for i := range m.Spec.Languages {
			compareWords(m, r, i)
			helped := map[string]*spec.Command{}
			for k := range m.Spec.Commands {
				c := &m.Spec.Commands[k]
				if known := helped[c.Help[i]]; known == nil {
					helped[c.Help[i]] = c
				} else if !slices.Equal(known.Touches(), c.Touches()) {
					r.Text(c.Name, c.Pos, "its help is that of %s, and they do not do the same", known.Name)
				}
			}
		}
	},
}

// worded are the replies with one text.
type worded struct{ yes, no, moves, ends *spec.Row }

// compareWords compares the replies of commands that have the same text in a language.
func compareWords(m *check.Model, r *check.Reporter, language int) {
	by := map[string]*worded{}
	for _, row := range written(m) {
		if language >= len(row.Text) {
			continue
		}
		text := row.Text[language]
		s := by[text]
		if s == nil {
			s = &worded{}
			by[text] = s
		}
		s.compare(r, row, text)
	}
}

// compare holds a reply against those with the same text, and keeps it if it is the first of its kind.
func (s *worded) compare(r *check.Reporter, row *spec.Row, text string) {
	mine, other := &s.yes, s.no
	switch {
	case row.Code == 421: // it ends the session, and answers nothing
		return
	case check.Negative(row):
		mine, other = &s.no, s.yes
	}
	related := func(known *spec.Row) check.Blame {
		return check.Blame{Pos: row.Pos, Step: check.Label(row), Related: []check.Related{{What: check.Label(known), Pos: known.Pos}}}
	}
	switch {
	case other != nil:
		r.TextAt(check.Label(row), related(other), "%d says %q, as %d of %s does", row.Code, text, other.Code, check.Label(other))
	case *mine == nil:
		*mine = row
	}
	if s.moves == nil && len(row.Moves) > 0 {
		s.moves = row
	} else if s.moves != nil && !(row.Argument != nil && row.Command == s.moves.Command) { // the client knows what it has named
		for _, mv := range row.Moves {
			i := slices.IndexFunc(s.moves.Moves, func(o spec.Move) bool { return o.Region == mv.Region && o.State != mv.State })
			if i >= 0 && check.Positive(row) && check.Positive(s.moves) {
				r.TextAt(check.Label(row), related(s.moves), "%q leads to %s=%s, and with %s to %s=%s", text, mv.Region, mv.State, check.Label(s.moves), mv.Region, s.moves.Moves[i].State)
			}
		}
	}
	if on := ownClasses(row); len(on) > 0 {
		if s.ends == nil {
			s.ends = row
		} else if !slices.ContainsFunc(on, func(class string) bool { return slices.Contains(ownClasses(s.ends), class) }) {
			r.TextAt(check.Label(row), related(s.ends), "%q tells an error of class %s, and with %s one of class %s", text, on[0], check.Label(s.ends), ownClasses(s.ends)[0])
		}
	}
}

// ownClasses are the classes of error that a row names, without those for which "other" stands.
func ownClasses(row *spec.Row) []string {
	if slices.Contains(row.On, "other") {
		return nil
	}
	return row.On
}

// written are the rows that somebody has written a text for: replies and the ends that handlers choose.
func written(m *check.Model) []*spec.Row {
	var rows []*spec.Row
	for _, row := range m.Rows() {
		if (row.Kind == spec.KindReply || row.Kind == spec.KindEnd || row.Kind == spec.KindNeed || row.Kind == spec.KindDenied) && row.Code > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}
