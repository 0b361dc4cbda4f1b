package fix

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/portolan-ftp/portolan/spec"
)

// document is a file with where its parts are.
type document struct {
	file  string
	lines []string
	text  string
	root  *yaml.Node
}

// document reads a file; nil if it may not be changed or is no YAML.
func (t *Text) document(file string) *document { return newDocument(file, t.lines(file)) }

func newDocument(file string, lines []string) *document {
	if lines == nil {
		return nil
	}
	d := &document{file: file, lines: lines, text: strings.Join(lines, "\n")}
	var doc yaml.Node
	if yaml.Unmarshal([]byte(d.text), &doc) != nil || len(doc.Content) == 0 {
		return nil
	}
	d.root = doc.Content[0]
	return d
}

// entry is a key with its value, or an item of a list.
type entry struct {
	in    *yaml.Node // the mapping or the list
	index int        // in its content
	flow  bool       // it stands in braces or brackets
	key   *yaml.Node // nil for an item
	value *yaml.Node
}

// entry is the entry whose key, or whose item, stands at a place; nil if none does.
func (d *document) entry(pos spec.Pos) *entry {
	return find(d.root, false, func(e *entry) bool {
		n := e.value
		if e.key != nil {
			n = e.key
		}
		return n.Line == pos.Line && n.Column == pos.Column
	})
}

// find is the first entry that is wanted, of a node and what is below it.
func find(n *yaml.Node, flow bool, wanted func(*entry) bool) *entry {
	flow = flow || n.Style&yaml.FlowStyle != 0
	step := 1
	if n.Kind == yaml.MappingNode {
		step = 2
	} else if n.Kind != yaml.SequenceNode {
		return nil
	}
	for i := 0; i+step <= len(n.Content); i += step {
		e := &entry{in: n, index: i, flow: flow, value: n.Content[i+step-1]}
		if step == 2 {
			e.key = n.Content[i]
		}
		if wanted(e) {
			return e
		}
		if below := find(e.value, flow, wanted); below != nil {
			return below
		}
	}
	return nil
}

// of is the entry of a mapping's key; nil if it has none.
func of(mapping *yaml.Node, flow bool, key string) *entry {
	if mapping.Kind != yaml.MappingNode {
		return nil
	}
	flow = flow || mapping.Style&yaml.FlowStyle != 0
	for i := 0; i+2 <= len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return &entry{in: mapping, index: i, flow: flow, key: mapping.Content[i], value: mapping.Content[i+1]}
		}
	}
	return nil
}

// start is how many bytes come before a node.
func (d *document) start(n *yaml.Node) int {
	return offset(d.lines, spec.Pos{File: d.file, Line: n.Line, Column: n.Column})
}

// end is how many bytes come before the end of a node, which is in braces or not.
func (d *document) end(n *yaml.Node, flow bool) int {
	at := d.start(n)
	if n.Kind == yaml.AliasNode {
		return at + 1 + len(n.Value)
	}
	if strings.HasPrefix(d.text[at:], "&") { // an anchor before the value
		at += strings.IndexAny(d.text[at:], " \n")
		at += len(d.text[at:]) - len(strings.TrimLeft(d.text[at:], " \n"))
	}
	switch {
	case n.Kind != yaml.ScalarNode && n.Style&yaml.FlowStyle != 0:
		return flowEnd(d.text, at)
	case n.Kind != yaml.ScalarNode:
		return d.lineEnd(BlockEnd(d.lines, n.Line))
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		return quoteEnd(d.text, at)
	case flow:
		return at + strings.IndexAny(d.text[at:]+"}", ",]}\n#")
	}
	end := at + strings.IndexAny(d.text[at:]+"\n", "\n")
	if i := strings.Index(d.text[at:end], " #"); i >= 0 {
		end = at + i
	}
	return end
}

// lineEnd is how many bytes come before the end of a line.
func (d *document) lineEnd(line int) int {
	return offset(d.lines, spec.Pos{Line: line, Column: 1 + len([]rune(d.lines[line-1]))})
}

// flowEnd is behind the brace or bracket that closes the one at a place; behind the text if none does.
func flowEnd(text string, at int) int {
	depth := 0
	for i := at; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"' || c == '\'' && strings.ContainsRune(" {[,", rune(text[i-1])):
			i = quoteEnd(text, i) - 1
		case c == '#' && text[i-1] == ' ':
			for i < len(text) && text[i] != '\n' {
				i++
			}
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text) + 1
}

// quoteEnd is behind the quote that closes the one at a place.
func quoteEnd(text string, at int) int {
	quote := text[at]
	for i := at + 1; i < len(text); i++ {
		switch {
		case quote == '"' && text[i] == '\\':
			i++
		case text[i] == quote && quote == '\'' && i+1 < len(text) && text[i+1] == quote:
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return len(text)
}

// edit has other text between two numbers of bytes.
func (d *document) edit(from, to int, text string) Edit {
	return Edit{place(d.file, d.lines, from), place(d.file, d.lines, to), text}
}
