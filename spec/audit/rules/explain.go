package rules

import (
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// Explain is what is said about a check, for a terminal.
func Explain(c check.Check) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s: %s\n", c.ID, c.Severity, c.Title)
	for _, part := range parts(c) {
		switch {
		case part.code != "":
			fmt.Fprintf(&b, "\n%s:\n\n  %s\n", part.name, strings.ReplaceAll(part.code, "\n", "\n  "))
		case part.name == "":
			b.WriteString("\n" + wrapped(part.text) + "\n")
		default:
			b.WriteString("\n" + wrapped(part.name+": "+part.text) + "\n")
		}
	}
	return b.String()
}

// width is how long a line on a terminal becomes.
const width = 96

// wrapped breaks a text into lines.
func wrapped(text string) string {
	var b strings.Builder
	column := 0
	for word := range strings.FieldsSeq(text) {
		switch {
		case column == 0:
		case column+1+len(word) > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}
