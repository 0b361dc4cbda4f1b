package spec

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Load reads and decodes a spec file. Faults of the file's content are Errors, all of them at once.
func Load(file string) (*Spec, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the spec: %w", err)
	}
	return Decode(file, data)
}

// Decode decodes and checks the content of a spec file; file is its name for positions. The error is nil or
// of type Errors. A faulty spec is returned beside its Errors as far as it could be read, for tools that show
// it regardless, and is nil when the file is no YAML or no mapping; nothing may be concluded from it.
func Decode(file string, data []byte) (*Spec, error) {
	r := &reader{report: newReport(file, data)}
	root := r.document(data)
	if root == nil {
		return nil, r.sorted()
	}
	c := newChecker(r.report, root)
	c.mergeShared()
	c.resolve(root, "")
	c.spec = build(file, root)
	sum := sha256.Sum256(data)
	c.spec.Hash = hex.EncodeToString(sum[:])
	c.check()
	if len(r.errs) > 0 {
		return c.spec, r.sorted()
	}
	return c.spec, nil
}

// document reads the one document of the file.
func (r *reader) document(data []byte) *node {
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
	return r.read(nil, first.Content[0], shaped(sTop))
}

// syntax reports what the YAML library says.
func (r *reader) syntax(err error) {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		r.add(Pos{}, "", "not YAML: %v", err)
		return
	}
	pos := Pos{Line: load.Mark.Line, Column: load.Mark.Column}
	if pos.Line >= 1 && pos.Line <= len(r.lines) {
		line := r.lines[pos.Line-1]
		if blanks := line[:len(line)-len(strings.TrimLeft(line, " \t"))]; strings.Contains(blanks, "\t") {
			pos.Column = strings.IndexByte(blanks, '\t') + 1
			r.add(pos, "", "a tab cannot indent; use spaces")
			return
		}
	}
	r.add(pos, "", "not YAML: %s", load.Message)
}

// foul finds the first character that YAML or a terminal would read in a way of its own: positions would
// no longer mean what they say.
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
