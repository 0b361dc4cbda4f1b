package audit

import "strconv"

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
func taken() Check {
	return Check{ID: "T33", Rows: true, Title: "a spelling takes no argument of another command that does not say so", Run: func(m *Model) []Finding {
		r := m.reporter("T33")
		for _, t := range m.Spec.Takings() {
			at := t.By.Name
			if t.Spelling != at {
				at += " as " + t.Spelling
			}
			if !t.Declared() {
				r.text(at, t.By.Pos, "it takes what may be an argument of %s; where that is meant, %s has the words [%s]", t.Command.Name, t.Command.Name, quoteNumber(t.Arg))
			}
		}
		return r.findings()
	}}
}

// quoteNumber quotes what YAML would take for a number.
func quoteNumber(word string) string {
	if _, err := strconv.ParseFloat(word, 64); err == nil {
		return strconv.Quote(word)
	}
	return word
}
