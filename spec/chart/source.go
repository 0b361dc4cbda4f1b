package chart

import (
	"regexp"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// source is the text of a spec's files, one behind the other. Lines are counted from 0 through all of them.
type source struct {
	lines []string
	files []sourceFile
}

// sourceFile is where a file begins.
type sourceFile struct {
	Name string `json:"name"`
	From int    `json:"from"`
}

func newSource(files []syntax.File) source {
	s := source{lines: []string{}, files: []sourceFile{}}
	for _, f := range files {
		s.files = append(s.files, sourceFile{f.Name, len(s.lines)})
		s.lines = append(s.lines, strings.Split(strings.TrimRight(string(f.Data), "\n"), "\n")...)
	}
	return s
}

// at is the line of a position, -1 when its file is not there.
func (s source) at(pos spec.Pos) int {
	for _, f := range s.files {
		if f.Name == pos.File {
			return f.From + pos.Line - 1
		}
	}
	return -1
}

// end is the line behind the entry that begins in a line: behind the last one that is indented more.
func (s source) end(line int) int {
	if line < 0 || line >= len(s.lines) {
		return line
	}
	from := indent(s.lines[line])
	end := line + 1
	for i := end; i < len(s.lines) && (blank(s.lines[i]) || indent(s.lines[i]) > from); i++ {
		if !blank(s.lines[i]) {
			end = i + 1
		}
	}
	return end
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// blank lines and comments belong to nothing.
func blank(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || line[0] == '#'
}

// headingLine is a comment that parts the commands: "  # ---- access control (RFC 959 4.1.1)".
var headingLine = regexp.MustCompile(`^\s+# -{2,}\s*([^(]+?)\s*(?:\((.*)\))?\s*-*$`)

// heading is what a command that begins in a line stands under: the last heading above it and below "commands:".
func (s source) heading(line int) (title, note string) {
	for i := min(line, len(s.lines)) - 1; i >= 0; i-- {
		if m := headingLine.FindStringSubmatch(s.lines[i]); m != nil {
			return strings.ToUpper(m[1][:1]) + m[1][1:], m[2]
		}
		if !blank(s.lines[i]) && indent(s.lines[i]) == 0 {
			break
		}
	}
	return "", ""
}
