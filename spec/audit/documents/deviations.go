package documents

import (
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// deviationsCheck is R05.
var deviationsCheck = check.Check{
	ID: "R05", Severity: check.Nonstandard,
	Mends: "the removal of what nothing needs",
	Title: "every deviation is about something, and is needed",
	What: `
A deviation is about a requirement, a conflict or a command, and the spec would not keep the documents without
it. Every reply that it stands for is one that the spec gives and no document lists. Every requirement that it
leaves is one that is not met.
`,
	Why:     "A reason that outlives its cause excuses the next fault.",
	Without: "A new breach of a document hides behind an old excuse.",
	Faulty: []check.Example{{Change: `
deviations:
  - {about: NOOP, do: "NOOP answers 200", why: "it does"}
`, Finds: `
NOOP: nothing needs the deviation
`}},
	Clean: []check.Example{{Change: `
deviations:
  - {about: C-CDUP, do: "CDUP answers 250, as CWD does", why: "RFC 959 4.1.1 gives CDUP the codes of CWD"}
`}},
}

// deviations reports what R05 finds.
func (j *judge) deviations() {
	r := j.reporters[deviationsCheck.ID]
	for i := range j.Spec.Deviations {
		d := &j.Spec.Deviations[i]
		if j.Inherited(d.Pos) {
			continue
		}
		if !j.subject(d.About) {
			r.Text(d.About, d.Pos, "it is no requirement, no conflict and no command")
			continue
		}
		for _, a := range d.Answers {
			if !j.needed[pair{a.Command, a.Code}] {
				r.Text(fmt.Sprintf("%s %d", a.Command, a.Code), a.Pos, "nothing needs the deviation: no row of %s answers %d without a document", a.Command, a.Code)
				r.Mend(fmt.Sprintf("%s %d", a.Command, a.Code), check.Dropped(d.Pos, "answers", fmt.Sprintf("%s %d", a.Command, a.Code)))
			}
		}
		for _, id := range d.Leaves {
			switch {
			case j.book.Requirement(id) == nil:
				r.Text(id, d.Pos, "it is no requirement")
				r.Mend(id, check.Dropped(d.Pos, "leaves", id))
			case !j.unkept[id]:
				r.Text(id, d.Pos, "nothing needs the deviation: the requirement is met, or does not apply")
				r.Mend(id, check.Dropped(d.Pos, "leaves", id))
			}
		}
		if !j.used[d] && j.about[d.About] == d {
			r.Text(d.About, d.Pos, "nothing needs the deviation")
			r.Mend(d.About, check.Removed(d.Pos))
		}
	}
}

// subject reports whether a deviation may be about something.
func (j *judge) subject(about string) bool {
	if j.book.Requirement(about) != nil || j.book.Conflict(about) != nil || j.book.Command(about) != nil {
		return true
	}
	if _, ok := knownEvent(j.Spec, about); ok {
		return true
	}
	c, rest := j.dispatch(about)
	return c != nil && rest == ""
}

// knownEvent finds an event of the spec.
func knownEvent(s *spec.Spec, name string) (*spec.Event, bool) {
	for i := range s.Events {
		if s.Events[i].Name == name {
			return &s.Events[i], true
		}
	}
	return nil, false
}

// joined are sentences in a row.
func joined(sentences []string) string { return strings.Join(sentences, "; ") }
