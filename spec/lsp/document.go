package lsp

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
)

// document is a file that the editor has open.
type document struct {
	text    string
	version int
}

// change takes what was typed.
func (d *document) change(c protocol.ContentChange) error {
	if c.Range == nil {
		d.text = c.Text
		return nil
	}
	lines := splitLines(d.text)
	from, to := offset(lines, c.Range.Start), offset(lines, c.Range.End)
	if from > to || to > len(d.text) {
		return fmt.Errorf("the change from %v to %v is not in the document", c.Range.Start, c.Range.End)
	}
	d.text = d.text[:from] + c.Text + d.text[to:]
	return nil
}

// splitLines are the lines of a text, each with its end.
func splitLines(text string) []string { return strings.SplitAfter(text, "\n") }

// offset is how many bytes come before a position. A position past the end of its line counts as the end of the line.
func offset(lines []string, p protocol.Position) int {
	at := 0
	for i, line := range lines {
		if i == p.Line {
			return at + byteOf(strings.TrimRight(line, "\r\n"), p.Character)
		}
		at += len(line)
	}
	return at
}

// byteOf is how many bytes of a line come before so many UTF-16 units.
func byteOf(line string, units int) int {
	for i, r := range line {
		if units <= 0 {
			return i
		}
		units -= utf16.RuneLen(r)
	}
	return len(line)
}

// unitsOf is how many UTF-16 units so many characters of a line are.
func unitsOf(line string, characters int) int {
	units := 0
	for _, r := range line {
		if characters--; characters < 0 {
			break
		}
		units += utf16.RuneLen(r)
	}
	return units
}

// position is a place of a spec as the protocol counts it.
func position(line string, p spec.Pos) protocol.Position {
	return protocol.Position{Line: max(p.Line-1, 0), Character: unitsOf(line, p.Column-1)}
}

// span is the range of some characters at a place of a spec.
func span(line string, p spec.Pos, width int) protocol.Range {
	return protocol.Range{
		Start: position(line, p),
		End:   protocol.Position{Line: max(p.Line-1, 0), Character: unitsOf(line, p.Column-1+width)},
	}
}

// posOf is a position of the protocol as a place of a spec.
func posOf(file, line string, p protocol.Position) spec.Pos {
	return spec.Pos{File: file, Line: p.Line + 1, Column: 1 + utf8.RuneCountInString(line[:byteOf(line, p.Character)])}
}

// pathOf is the file that a URI names; "" for what is no file.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	return filepath.FromSlash(u.Path)
}

// uriOf names a file.
func uriOf(file string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()
}
