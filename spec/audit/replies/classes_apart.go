package replies

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// classesApart is T36.
var classesApart = check.Check{
	ID: "T36", Severity: check.Broken, Rows: true,
	Title: "errors that mean the opposite do not end in one reply",
	What: `
Errors that mean the opposite do not end in one reply. A client that may not do something is not told that the
thing is missing or taken. A thing that is there is not told as one that is missing.
`,
	Why:     "RFC 959 5.4 has different codes and texts for them.",
	Without: "A user looks for a lost file that is there and that he may not see.",
	Faulty: []check.Example{{Change: `
errors: [not-exist, exist, permission, other]
commands:
  RETR: {replies: {failed: {on: [not-exist, permission]}, later: {code: 450, on: [exist, other], text: {en: "Later.", la: "Postea."}}}}
  RNFR: {replies: {failed: {on: [not-exist, exist]}, other: {code: 450, on: [other], text: {en: "Later.", la: "Postea."}}}}
`, Finds: `
RETR failed permission: errors of the classes not-exist and permission end here, and mean different things
RNFR failed: errors of the classes not-exist and exist end here, and mean different things
`}},
	Clean: []check.Example{{Change: `
errors: [not-exist, exist, permission, other]
commands:
  RETR: {replies: {failed: {on: [not-exist]}, refused: {code: 550, on: [permission], text: {en: "Not for you.", la: "Non tibi."}}, later: {code: 450, on: [exist, other], text: {en: "Later.", la: "Postea."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, row := range written(m) {
			named := ownClasses(row)
			for i, a := range named {
				for _, b := range named[i+1:] {
					if apart(a, b) {
						r.TextAt(pairName(row, a, b), check.Blame{Pos: row.Pos, Step: check.Label(row)}, "errors of the classes %s and %s end here, and mean different things", a, b)
					}
				}
			}
		}
	},
}

// pairName is what a finding about two classes is about: what is accepted of other errors says nothing of permissions.
func pairName(row *spec.Row, a, b string) string {
	if a == "permission" || b == "permission" {
		return check.Label(row) + " permission"
	}
	return check.Label(row)
}

// present are the classes of error that tell that something is there.
var present = []string{"exist", "is-directory", "not-empty"}

// apart reports whether two classes of error mean things of which one is wrong when the other is right.
func apart(a, b string) bool {
	there := func(class string) bool { return slices.Contains(present, class) }
	return a == "permission" || b == "permission" || a == "not-exist" && there(b) || b == "not-exist" && there(a)
}
