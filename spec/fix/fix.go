// Package fix writes what mends a spec: edits of its text, for faults of the decoder and for findings of the audit.
//
//	spec/chapters/site.yaml:9:3: P08 SITE COUNT: SITE COUNT does files.list before login
//
//	     rfc: 959 4.1.3
//	     arg: {path: path}
//	+    needs: [logged-in]
//	     does: [files.list]
//
// Whoever finds the fault says what is to be written: the decoder by what may have been meant, a check by repairs
// (check.Repair), in the words of the spec language. This package finds the place in the text, whether an entry stands
// in lines of its own, in braces or is a word, and keeps comments and the order of everything else.
//
// A patch is an offer. Several patches of one finding are tried one after the other. Whoever applies a patch decodes
// and audits the result ("ftpspec fix" does, and an editor does anyway). A patch that needs a reason or a translation
// from a person says so.
package fix

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// Patch is a change that mends something.
type Patch struct {
	Title string
	Edits []Edit
	Asks  string // what a person still has to say; "" where the patch says all
}

// What patches ask for.
const (
	Reason      = "the reason"
	Translation = "the translation"
	Value       = "the value"
)

// Edit is a change of a file: the text between two places becomes another one. Places count lines and characters from
// 1; the first character of the line behind the last one is a place too.
type Edit struct {
	From, To spec.Pos // in one file
	New      string
}

// Text is a spec as it is written.
type Text struct {
	Files []syntax.File // that may be changed
	Spec  *spec.Spec    // what they come to, as far as they can be read
}

// Of is the text of a book that may be changed, and what it comes to. Of an overlay it is the overlay alone.
func Of(book *syntax.Book, s *spec.Spec) *Text { return &Text{book.Files, s} }

// lines are the lines of a file; nil if it may not be changed.
func (t *Text) lines(file string) []string {
	i := slices.IndexFunc(t.Files, func(f syntax.File) bool { return f.Name == file })
	if i < 0 {
		return nil
	}
	return splitLines(t.Files[i].Data)
}

// splitLines are the lines of a text, without their ends.
func splitLines(data []byte) []string {
	return strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
}

// Apply makes some edits in files, which are left as they are. It is an error if two edits touch each other.
func Apply(files []syntax.File, edits []Edit) ([]syntax.File, error) {
	changed := slices.Clone(files)
	for i := range changed {
		f := &changed[i]
		var own []Edit
		for _, e := range edits {
			if e.From.File == f.Name {
				own = append(own, e)
			}
		}
		if len(own) == 0 {
			continue
		}
		text, err := applied(splitLines(f.Data), own)
		if err != nil {
			return nil, err
		}
		f.Data = []byte(text)
	}
	return changed, nil
}

// applied is the text of some lines with edits made in it.
func applied(lines []string, edits []Edit) (string, error) {
	slices.SortFunc(edits, func(a, b Edit) int { return cmp.Or(compare(a.From, b.From), compare(a.To, b.To)) })
	text := strings.Join(lines, "\n")
	var out strings.Builder
	last := 0
	for _, e := range edits {
		from, to := offset(lines, e.From), offset(lines, e.To)
		if from < last || to < from || to > len(text) {
			return "", fmt.Errorf("fix: %v: two changes of one place", e.From)
		}
		out.WriteString(text[last:from] + e.New)
		last = to
	}
	return out.String() + text[last:], nil
}

// compare orders places of one file.
func compare(a, b spec.Pos) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) }

// offset is how many bytes come before a place.
func offset(lines []string, p spec.Pos) int {
	at := 0
	for i, line := range lines {
		if i == p.Line-1 {
			return at + len(string([]rune(line)[:min(p.Column-1, len([]rune(line)))]))
		}
		at += len(line) + 1
	}
	return max(at-1, 0)
}

// place is where so many bytes of some lines come before.
func place(file string, lines []string, at int) spec.Pos {
	for i, line := range lines {
		if at <= len(line) {
			return spec.Pos{File: file, Line: i + 1, Column: 1 + len([]rune(line[:at]))}
		}
		at -= len(line) + 1
	}
	return spec.Pos{File: file, Line: len(lines) + 1, Column: 1}
}

// insertion puts text in front of a place.
func insertion(at spec.Pos, text string) Edit { return Edit{at, at, text} }

// lineStart is the beginning of a line.
func lineStart(file string, line int) spec.Pos { return spec.Pos{File: file, Line: line, Column: 1} }

// BlockEnd is the last line of the entry that begins in a line: those below that are indented further.
func BlockEnd(lines []string, begin int) int {
	depth := indented(lines[begin-1])
	end := begin
	for i := begin; i < len(lines); i++ {
		if strings.TrimSpace(lines[i]) == "" {
			continue
		}
		if indented(lines[i]) <= depth {
			break
		}
		end = i + 1
	}
	return end
}

// indented is how many blanks a line begins with.
func indented(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
