package syntax

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/portolan-ftp/portolan/spec"
)

// Error is one thing wrong with a spec file.
type Error struct {
	spec.Pos        // where; always inside the file, or just behind its last character
	Msg      string // what is wrong, in one line
	Hint     string // what may have been meant, as a question; "" when nothing is near
	Source   string // the line of the file
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

// margin indents quoted source lines.
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
		case IsWide(r):
			b.WriteRune(wideBlank)
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// IsWide reports whether terminals show r in two columns (Unicode TR 11, the blocks in daily use).
func IsWide(r rune) bool {
	return r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 ||
		r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6
}

// Report collects the errors of the files that make up a spec: one, or an overlay and its base.
type Report struct {
	file  string              // that is being read
	files []string            // in the order in which they were opened
	Lines map[string][]string // of each file, for quoting
	at    []spec.Pos          // of a book that is being read: where each line of its text comes from; nil: the text is the file's
	Errs  Errors
}

// NewReport is the report of a file.
func NewReport(file string, data []byte) *Report {
	r := &Report{Lines: map[string][]string{}}
	r.open(file, data)
	return r
}

// open starts reading a file, and splits data into lines.
func (r *Report) open(file string, data []byte) {
	text := strings.TrimSuffix(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	r.file, r.Lines[file], r.at = file, strings.Split(text, "\n"), nil
	if !slices.Contains(r.files, file) {
		r.files = append(r.files, file)
	}
}

// Enter starts reading a book.
func (r *Report) Enter(b *Book) {
	for _, f := range slices.Backward(b.Files) { // the entry last: it is the file of what has no place
		r.open(f.Name, f.Data)
	}
	r.at = b.at
}

// place is the position in a file of one in the text that is being read.
func (r *Report) place(line, column int) spec.Pos {
	if line >= 1 && line <= len(r.at) {
		return spec.Pos{File: r.at[line-1].File, Line: r.at[line-1].Line, Column: column}
	}
	return spec.Pos{File: r.file, Line: line, Column: column}
}

// Add reports an error, in the file that is being read unless pos says otherwise; the position is moved into
// the file if the YAML library went past its end.
func (r *Report) Add(pos spec.Pos, hint, format string, args ...any) {
	if pos.File == "" {
		pos = r.place(pos.Line, pos.Column)
	}
	lines := r.Lines[pos.File]
	if lines == nil {
		lines = []string{""} // of no file: a place that the reader made up
	}
	if pos.Line > len(lines) {
		pos.Line, pos.Column = len(lines), len([]rune(lines[len(lines)-1]))+1
	}
	pos.Line = max(pos.Line, 1)
	source := lines[pos.Line-1]
	pos.Column = min(max(pos.Column, 1), len([]rune(source))+1)
	r.Errs = append(r.Errs, Error{Pos: pos, Msg: fmt.Sprintf(format, args...), Hint: hint, Source: source})
}

// Sorted is the errors in the order of the files and of their positions, each once: an anchor used twice has its faults
// twice.
func (r *Report) Sorted() Errors {
	slices.SortFunc(r.Errs, func(a, b Error) int {
		return cmp.Or(cmp.Compare(slices.Index(r.files, a.File), slices.Index(r.files, b.File)), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Msg, b.Msg))
	})
	return slices.CompactFunc(r.Errs, func(a, b Error) bool { return a == b })
}

// Meant is the wrong word of a fault and what the hint asks for in its place; ok is false where no hint does.
func (e *Error) Meant() (word, instead string, ok bool) {
	if !strings.HasPrefix(e.Hint, meantOpens) || !strings.HasSuffix(e.Hint, meantCloses) {
		return "", "", false
	}
	instead = strings.TrimSuffix(strings.TrimPrefix(e.Hint, meantOpens), meantCloses)
	rest := AfterColumns(e.Source, e.Column)
	for i, part := range strings.Split(e.Msg, `"`) { // the words in quotes
		if i%2 == 1 && part != "" && strings.Contains(rest, part) && part != instead {
			return part, instead, true
		}
	}
	return "", "", false
}

// AfterColumns is a line from a column on, counted in characters from 1.
func AfterColumns(line string, column int) string {
	for ; column > 1 && line != ""; column-- {
		_, size := utf8.DecodeRuneInString(line)
		line = line[size:]
	}
	return line
}
