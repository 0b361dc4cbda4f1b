package audit

import (
	"regexp"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// clean is T25: no text can break the reply that it stands in (S19, S21). It has no control character, no blank
// around it, and does not begin like a reply of its own. The same goes for the lines of FEAT and HELP.
//
// Example:
//
//	commands:
//	  NOOP: {replies: {ok: {text: {en: "226 Transfer complete.", la: "Factum."}}}}
//
// Finding:
//
//	NOOP ok: "226 Transfer complete." begins like another reply
func clean() Check {
	return Check{ID: "T25", Rows: true, Title: "no text can break the reply that it stands in", Run: func(m *Model) []Finding {
		r := m.reporter("T25")
		for _, row := range m.rows() {
			r.clean(label(row), row.Pos, row.Text...)
			r.clean(label(row), row.Pos, row.End...)
			r.clean(label(row), row.Pos, row.Cut...)
		}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			r.clean(c.Name, c.Pos, append([]string{c.Feat}, c.Help...)...)
		}
		for _, f := range m.Spec.Features {
			r.clean("feature "+f.Line, f.Pos, f.Line)
		}
		return r.findings()
	}}
}

// likeReply is how a line of a reply begins.
var likeReply = regexp.MustCompile(`^[0-9]{3}([ -]|$)`)

// clean checks lines.
func (r *reporter) clean(at string, pos spec.Pos, lines ...string) {
	for _, line := range lines {
		switch {
		case strings.ContainsFunc(line, func(c rune) bool { return c < ' ' || c >= 0x7f && c < 0xa0 }):
			r.text(at, pos, "%q has a control character", line)
		case strings.TrimSpace(line) != line:
			r.text(at, pos, "%q has a blank at its beginning or end", line)
		case likeReply.MatchString(line):
			r.text(at, pos, "%q begins like another reply", line)
		}
	}
}
