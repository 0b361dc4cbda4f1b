package arguments

import (
	"strconv"

	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// taken is T33.
var taken = check.Check{
	ID: "T33", Severity: check.Broken, Rows: true,
	Title: "a spelling takes no argument of another command that does not say so",
	What: `
A command or an alias takes no line from another command whose argument the line may be, unless that command
lists the word under "words".
`,
	Why:     "The longest name that fits a line wins (RFC 959 5.3 has no such names; extensions do).",
	Without: "A client that sends EPSV 1 asks for IPv4, and an alias EPSV 1 gives it something else.",
	Faulty: []check.Example{{Change: `
commands:
  NOOP: {aliases: [CWD UP]}
`, Finds: `
NOOP as CWD UP: it takes what may be an argument of CWD; where that is meant, CWD has the words [UP]
`}, {Change: `
commands:
  STAT: {aliases: [RETR 1]}
`, Finds: `
STAT as RETR 1: it takes what may be an argument of RETR; where that is meant, RETR has the words ["1"]
`}},
	Clean: []check.Example{{Change: `
commands:
  NOOP: {aliases: [CWD UP]}
  CWD: {words: [UP]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, t := range m.Spec.Takings() {
			at := t.By.Name
			if t.Spelling != at {
				at += " as " + t.Spelling
			}
			if !t.Declared() {
				r.Text(at, t.By.Pos, "it takes what may be an argument of %s; where that is meant, %s has the words [%s]", t.Command.Name, t.Command.Name, quoteNumber(t.Arg))
			}
		}
	},
}

// quoteNumber quotes what YAML would take for a number.
func quoteNumber(word string) string {
	if _, err := strconv.ParseFloat(word, 64); err == nil {
		return strconv.Quote(word)
	}
	return word
}
