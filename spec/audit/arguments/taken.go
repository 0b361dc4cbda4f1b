package arguments

import (
	"strconv"

	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// taken is T33: a command or an alias takes no line from another command whose argument it may be, unless that command
// says so in its words. A client that sends EPSV 1 asks for IPv4, and with an alias EPSV 1 it would get something else.
//
// Example:
//
//	commands:
//	  NOOP: {aliases: [CWD UP]}
//
// Finding:
//
//	NOOP as CWD UP: it takes what may be an argument of CWD; where that is meant, CWD has the words [UP]
//
// Example:
//
//	commands:
//	  STAT: {aliases: [RETR 1]}
//
// Finding:
//
//	STAT as RETR 1: it takes what may be an argument of RETR; where that is meant, RETR has the words ["1"]
func taken() check.Check {
	return check.Check{ID: "T33", Rows: true, Title: "a spelling takes no argument of another command that does not say so", Run: func(m *check.Model) []check.Finding {
		r := m.NewReporter("T33")
		for _, t := range m.Spec.Takings() {
			at := t.By.Name
			if t.Spelling != at {
				at += " as " + t.Spelling
			}
			if !t.Declared() {
				r.Text(at, t.By.Pos, "it takes what may be an argument of %s; where that is meant, %s has the words [%s]", t.Command.Name, t.Command.Name, quoteNumber(t.Arg))
			}
		}
		return r.Findings()
	}}
}

// quoteNumber quotes what YAML would take for a number.
func quoteNumber(word string) string {
	if _, err := strconv.ParseFloat(word, 64); err == nil {
		return strconv.Quote(word)
	}
	return word
}
