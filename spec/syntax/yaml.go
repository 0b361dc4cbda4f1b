package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"go.yaml.in/yaml/v4"
)

// Document reads the one document of the file, a mapping of the shape s.
func (r *Parser) Document(data []byte, s *grammar.Shape) *Node {
	y := r.yaml(data)
	if y == nil {
		return nil
	}
	if s == grammar.ShapeTop && IsOverlay(data) {
		at := overlayMark.FindIndex(data)
		r.Add(spec.Pos{Line: 1 + bytes.Count(data[:at[0]], []byte("\n")), Column: 1}, "", "this is an overlay, which is read together with its base")
		return nil
	}
	r.poured = s == grammar.ShapeTop && hasKey(y, grammar.KeyTexts)
	root := r.Read(nil, y, grammar.Shaped(s))
	if root == nil || s != grammar.ShapeTop {
		return root
	}
	if chapters := root.Get(grammar.KeyChapters); chapters != nil {
		r.Add(chapters.KeyPos, "", "chapters are files of their own; here is one text alone")
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
func (r *Parser) yaml(data []byte) *yaml.Node {
	if pos, fault := forbidden(string(data)); fault != "" {
		r.Add(pos, "", "%s", fault)
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		r.Add(spec.Pos{}, "", "%v", err)
		return nil
	}
	var first, second yaml.Node
	switch err := loader.Load(&first); {
	case errors.Is(err, io.EOF):
		r.Add(spec.Pos{}, "", "the file is empty")
		return nil
	case err != nil:
		r.syntax(err)
		return nil
	}
	switch err := loader.Load(&second); {
	case err == nil:
		r.Add(spec.Pos{Line: second.Line, Column: second.Column}, "", "a second document begins here; a spec is one document")
		return nil
	case !errors.Is(err, io.EOF):
		r.syntax(err)
		return nil
	}
	return first.Content[0]
}

// syntax reports errors of the YAML library.
func (r *Parser) syntax(err error) {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		r.Add(spec.Pos{}, "", "not YAML: %v", err)
		return
	}
	hint := ""
	pos := spec.Pos{Line: load.Mark.Line, Column: load.Mark.Column}
	if pos.Line >= 1 && pos.Line <= len(r.Lines[r.file]) && r.at == nil {
		line := r.Lines[r.file][pos.Line-1]
		if blanks := line[:len(line)-len(strings.TrimLeft(line, " \t"))]; strings.Contains(blanks, "\t") {
			pos.Column = strings.IndexByte(blanks, '\t') + 1
			r.Add(pos, "", "a tab cannot indent; use spaces")
			return
		}
		hint = indentation(r.Lines[r.file], pos.Line)
	}
	r.Add(pos, hint, "not YAML: %s", load.Message)
}

// forbidden finds the first character that YAML or a terminal treats specially, so that positions would be wrong.
func forbidden(text string) (spec.Pos, string) {
	pos := spec.Pos{Line: 1, Column: 1}
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

// Parse is the node tree of the one document in a file of YAML: a spec, a chapter or an overlay, whatever is wrong with
// what it says. The error is nil or of type Errors: the file is no YAML, has characters that no spec may have, or is no
// mapping.
func Parse(file string, data []byte) (*yaml.Node, error) {
	r := &Parser{Report: NewReport(file, data)}
	root := r.yaml(data)
	if root != nil && root.Kind != yaml.MappingNode {
		r.Add(spec.Pos{Line: root.Line, Column: root.Column}, "", "expected a mapping, found %s", found(root))
	}
	if len(r.Errs) > 0 {
		return nil, r.Sorted()
	}
	return root, nil
}
