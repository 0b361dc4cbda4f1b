package spec

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// String is the position as editors and compilers write it: "ftp.yaml:12:3".
func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Error is one thing wrong with a spec file.
type Error struct {
	Pos           // where; always inside the file, or just behind its last character
	Msg    string // what is wrong, in one line
	Hint   string // what may have been meant, as a question; "" when nothing is near
	Source string // the line of the file
}

// Errors are all the things wrong with a spec file, in the order of their positions. None is reported twice.
type Errors []Error

// Error is the message with its position, then the source line, then a line with a marker under the column:
//
//	ftp.yaml:3:10: unknown region "logn"; did you mean "login"?
//	    when: {logn: in}
//	           ^
func (e Error) Error() string {
	msg := e.Msg
	if e.Hint != "" {
		msg += "; " + e.Hint
	}
	return fmt.Sprintf("%s: %s\n%s%s\n%s%s^", e.Pos, msg, margin, e.Source, margin, indent(e.Source, e.Column-1))
}

// margin sets quoted source lines apart from messages.
const margin = "    "

// Error is every error in full, a line of each message, source and marker.
func (es Errors) Error() string {
	parts := make([]string, len(es))
	for i, e := range es {
		parts[i] = e.Error()
	}
	return strings.Join(parts, "\n")
}

// indent is as wide as the first n characters of line on a screen: tabs stay tabs, wide characters
// (Chinese, Japanese, Korean) become wide blanks.
func indent(line string, n int) string {
	const wideBlank = '\u3000'
	var b strings.Builder
	for _, r := range line {
		if n--; n < 0 {
			break
		}
		switch {
		case r == '\t':
			b.WriteRune(r)
		case isWide(r):
			b.WriteRune(wideBlank)
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// isWide reports whether terminals show r in two columns (Unicode TR 11, the blocks in daily use).
func isWide(r rune) bool {
	return r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 ||
		r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6
}

// report collects the errors of one file.
type report struct {
	file  string
	lines []string
	errs  Errors
}

// newReport splits data into lines for quoting.
func newReport(file string, data []byte) *report {
	text := strings.TrimSuffix(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	return &report{file: file, lines: strings.Split(text, "\n")}
}

// add reports an error; the position is moved into the file if the YAML library went past its end.
func (r *report) add(pos Pos, hint, format string, args ...any) {
	pos.File = r.file
	if pos.Line > len(r.lines) {
		pos.Line, pos.Column = len(r.lines), len([]rune(r.lines[len(r.lines)-1]))+1
	}
	pos.Line = max(pos.Line, 1)
	source := r.lines[pos.Line-1]
	pos.Column = min(max(pos.Column, 1), len([]rune(source))+1)
	r.errs = append(r.errs, Error{Pos: pos, Msg: fmt.Sprintf(format, args...), Hint: hint, Source: source})
}

// sorted is the errors in the order of their positions, each once: an anchor used twice has its faults twice.
func (r *report) sorted() Errors {
	slices.SortFunc(r.errs, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Msg, b.Msg))
	})
	return slices.CompactFunc(r.errs, func(a, b Error) bool { return a == b })
}
