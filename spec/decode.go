package spec

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Load reads and decodes a spec file, or an overlay and its base. Faults of the content are Errors, all of them
// at once.
func Load(file string) (*Spec, error) {
	b, err := Open(file)
	if err != nil {
		return nil, err
	}
	return b.Decode()
}

// Decode decodes and checks the content of a spec file; file is its name for positions. The error is nil or of type
// Errors. With Errors, Decode also returns the spec as far as it could be read, for tools that show it regardless; draw
// no conclusions from it. The spec is nil when the file is no YAML or no mapping.
func Decode(file string, data []byte) (*Spec, error) { return decode(loose(File{file, data})) }

// loose is a book of one file.
func loose(f File) *Book { return &Book{Name: f.Name, Text: f.Data, Files: []File{f}} }

// decode decodes and checks a whole spec.
func decode(b *Book) (*Spec, error) {
	r := &reader{report: newReport(b.Name, b.Text)}
	r.turn(b)
	root := r.document(b.Text, sTop)
	if root == nil {
		return nil, r.sorted()
	}
	sum := sha256.Sum256(b.Text)
	r.unfold(root)
	s := conclude(r.report, root, &Spec{File: b.Name, Files: b.names(), Hash: hex.EncodeToString(sum[:])})
	if len(r.errs) > 0 {
		return s, r.sorted()
	}
	return s, nil
}

// conclude makes and checks the model of a tree. start has the fields that the tree does not tell.
func conclude(r *report, root *node, start *Spec) *Spec {
	c := newChecker(r, root)
	c.mergeShared()
	c.spread()
	c.resolve(root, "")
	c.spec = build(start, root)
	c.check()
	return c.spec
}

// document reads the one document of the file, a mapping of the shape s.
func (r *reader) document(data []byte, s *shape) *node {
	y := r.yaml(data)
	if y == nil {
		return nil
	}
	if s == sTop && IsOverlay(data) {
		at := overlayMark.FindIndex(data)
		r.add(Pos{Line: 1 + bytes.Count(data[:at[0]], []byte("\n")), Column: 1}, "", "this is an overlay, which is read together with its base")
		return nil
	}
	r.poured = s == sTop && hasKey(y, keyTexts)
	root := r.read(nil, y, shaped(s))
	if root == nil || s != sTop {
		return root
	}
	if chapters := root.get(keyChapters); chapters != nil {
		r.add(chapters.keyPos, "", "chapters are files of their own; here is one text alone")
	}
	return root
}

// hasKey reports whether a mapping has a key.
func hasKey(y *yaml.Node, key string) bool {
	for i := 0; i+1 < len(y.Content); i += 2 {
		if y.Content[i].Value == key {
			return true
		}
	}
	return false
}

// yaml is the one document of the file.
func (r *reader) yaml(data []byte) *yaml.Node {
	if pos, fault := foul(string(data)); fault != "" {
		r.add(pos, "", "%s", fault)
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		r.add(Pos{}, "", "%v", err)
		return nil
	}
	var first, second yaml.Node
	switch err := loader.Load(&first); {
	case errors.Is(err, io.EOF):
		r.add(Pos{}, "", "the file is empty")
		return nil
	case err != nil:
		r.syntax(err)
		return nil
	}
	switch err := loader.Load(&second); {
	case err == nil:
		r.add(Pos{Line: second.Line, Column: second.Column}, "", "a second document begins here; a spec is one document")
		return nil
	case !errors.Is(err, io.EOF):
		r.syntax(err)
		return nil
	}
	return first.Content[0]
}

// syntax reports errors of the YAML library.
func (r *reader) syntax(err error) {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		r.add(Pos{}, "", "not YAML: %v", err)
		return
	}
	hint := ""
	pos := Pos{Line: load.Mark.Line, Column: load.Mark.Column}
	if pos.Line >= 1 && pos.Line <= len(r.lines[r.file]) && r.at == nil {
		line := r.lines[r.file][pos.Line-1]
		if blanks := line[:len(line)-len(strings.TrimLeft(line, " \t"))]; strings.Contains(blanks, "\t") {
			pos.Column = strings.IndexByte(blanks, '\t') + 1
			r.add(pos, "", "a tab cannot indent; use spaces")
			return
		}
		hint = indentation(r.lines[r.file], pos.Line)
	}
	r.add(pos, hint, "not YAML: %s", load.Message)
}

// foul finds the first character that YAML or a terminal treats specially, so that positions would be wrong.
func foul(text string) (Pos, string) {
	pos := Pos{Line: 1, Column: 1}
	for i, c := range text {
		switch {
		case c == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			return pos, "the file is not UTF-8"
		case c == '\r' && strings.HasPrefix(text[i:], "\r\n"):
			continue
		case c == '\n':
			pos.Line, pos.Column = pos.Line+1, 0
		case c != '\t' && isControl(c):
			return pos, fmt.Sprintf("control character %U", c)
		}
		pos.Column++
	}
	return pos, ""
}
