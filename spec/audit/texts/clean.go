package texts

import (
	"regexp"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// clean is T25.
var clean = check.Check{
	ID: "T25", Severity: check.Broken, Rows: true,
	Title: "no text can break the reply that it stands in",
	What: `
No text can break the reply that it stands in. It has no control character, no blank around it, and does not
begin like a reply of its own. The same holds for the lines of FEAT and HELP.
`,
	Why: "RFC 959 4.2: a reply ends at a line that begins with its code and a blank (S19, S21).",
	Without: `
A client takes a line of a longer reply for its end, and what follows for the answer to its next command.
`,
	Faulty: []check.Example{{Change: `
commands:
  NOOP: {replies: {ok: {text: {en: "226 Transfer complete.", la: "Factum."}}}}
`, Finds: `
NOOP ok: "226 Transfer complete." begins like another reply
`}},
	Clean: []check.Example{{Change: `
commands:
  NOOP: {replies: {ok: {text: {en: "Transfer 226 is complete.", la: "Factum."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, row := range m.Rows() {
			cleanLines(r, check.Label(row), row.Pos, row.Text...)
			cleanLines(r, check.Label(row), row.Pos, row.End...)
			cleanLines(r, check.Label(row), row.Pos, row.Cut...)
		}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			cleanLines(r, c.Name, c.Pos, append([]string{c.Feat}, c.Help...)...)
		}
		for _, f := range m.Spec.Features {
			cleanLines(r, "feature "+f.Line, f.Pos, f.Line)
		}
	},
}

// likeReply is how a line of a reply begins.
var likeReply = regexp.MustCompile(`^[0-9]{3}([ -]|$)`)

// cleanLines checks lines.
func cleanLines(r *check.Reporter, at string, pos spec.Pos, lines ...string) {
	for _, line := range lines {
		switch {
		case strings.ContainsFunc(line, func(c rune) bool { return c < ' ' || c >= 0x7f && c < 0xa0 }):
			r.Text(at, pos, "%q has a control character", line)
		case strings.TrimSpace(line) != line:
			r.Text(at, pos, "%q has a blank at its beginning or end", line)
		case likeReply.MatchString(line):
			r.Text(at, pos, "%q begins like another reply", line)
		}
	}
}
