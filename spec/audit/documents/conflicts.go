package documents

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// Decision is a spec's decision about a conflict between the documents.
type Decision struct {
	*standards.Conflict
	Decided *spec.Deviation // nil where nothing has to be decided, or nothing is
	Why     string          // without a decision: why it does not matter here
}

// conflictsCheck is R04.
var conflictsCheck = check.Check{
	ID: "R04", Severity: check.Nonstandard,
	Title: "every conflict between the documents that matters here is decided once",
	What: `
Every conflict between the documents that matters here is decided by one deviation. In an example a deviation
without more than "about" is one that is taken away.
`,
	Why:     "Documents contradict each other, and clients follow one or the other.",
	Without: "Two parts of the server follow two documents.",
	Faulty: []check.Example{{Change: `
deviations:
  - {about: C-CDUP}
`, Finds: `
C-CDUP: success of CDUP is not decided: 959 5.4 200; 959 4.1.1 the codes of CWD; 959 Appendix II examples of 200 for both
`}},
	Clean: []check.Example{{Change: `
deviations:
  - {about: C-CDUP, do: "CDUP answers 250, as CWD does", why: "RFC 959 4.1.1 gives CDUP the codes of CWD"}
`}},
}

// conflicts reports what R04 finds.
func (j *judge) conflicts() []Decision {
	r := j.reporters[conflictsCheck.ID]
	var all []Decision
	for i := range j.book.Conflicts {
		c := &j.book.Conflicts[i]
		d := Decision{Conflict: c, Decided: j.about[c.ID]}
		matters := true
		if len(c.If) > 0 {
			d.Why, matters = j.concerned(c.If)
		}
		if !matters {
			d.Decided = nil
		}
		all = append(all, d)
		switch {
		case !matters:
		case d.Decided == nil:
			r.Text(c.ID, spec.Pos{File: j.Spec.File, Line: 1, Column: 1}, "%s is not decided: %s", c.Topic, joined(c.Sides))
		default:
			j.used[d.Decided] = true
		}
	}
	for i := range j.Spec.Deviations {
		d := &j.Spec.Deviations[i]
		if j.book.Conflict(d.About) != nil && j.about[d.About] != d {
			r.Text(d.About, d.Pos, "it is decided twice; line %d decides it too", j.about[d.About].Pos.Line)
		}
	}
	return all
}
