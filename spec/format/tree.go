package format

import (
	"bytes"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/place"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// document is a file: what stands above everything, and the sections.
type document struct {
	header []string // comments that are about the whole file, an empty line among or behind them as ""
	root   *entry
}

// entry is an entry of a mapping or an item of a list, with its comments.
type entry struct {
	key   *yaml.Node // nil for an item
	value *yaml.Node
	place place.Place // of the value
	gap   bool        // an empty line stands above it
	head  []string    // the comments above it; "" is an empty line
	tail  []string    // the comments behind it
	foot  []string    // the comments below the last of its items
	items []*entry

	parent       *entry
	from, column int // where it stands in the text
	line         int
	flow         span // of the value's brackets
	open         bool // its own place is a line of a block, not between brackets
}

// read is the tree of a file.
func read(name string, text []byte, top place.Place) (*document, error) {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	node, err := syntax.Parse(name, text)
	if err != nil {
		return nil, err
	}
	t := &tree{source: newSource(text, node)}
	if node.Anchor != "" {
		return nil, t.fault(name, node, "nothing could be an alias of the whole")
	}
	root := &entry{value: node, place: top, flow: t.flow(node), open: true}
	if err := t.add(name, root); err != nil {
		return nil, err
	}
	t.attach(root)
	d := &document{root: root}
	d.takeHeader()
	return d, nil
}

// tree makes entries of nodes.
type tree struct {
	*source
	all []*entry // all below the root, in the order of the text
}

// add adds the entries below e.
func (t *tree) add(name string, e *entry) error {
	if fault := odd(e.value, false); fault != "" {
		return t.fault(name, e.value, fault)
	}
	content := e.value.Content
	step := 1
	if e.value.Kind == yaml.MappingNode {
		step = 2
	} else if e.value.Kind != yaml.SequenceNode {
		return nil
	}
	for i := 0; i+step <= len(content); i += step {
		item := &entry{value: content[i+step-1], parent: e, place: e.place.Item(), open: e.open && e.flow == span{}}
		at := item.value
		if step == 2 {
			item.key = content[i]
			at, item.place = item.key, e.place.Entry(item.key.Value)
			if fault := odd(at, true); fault != "" {
				return t.fault(name, at, fault)
			}
		}
		item.from, item.line, item.column = t.offset(at), at.Line, at.Column
		if step == 1 && item.open {
			item.column = t.dash(item)
		}
		item.flow = t.flow(item.value)
		e.items = append(e.items, item)
		t.all = append(t.all, item)
		if err := t.add(name, item); err != nil {
			return err
		}
	}
	return nil
}

// maxKey is how long a key may be: YAML wants the colon within 1024 characters, and escapes are longer than what they
// stand for.
const maxKey = 120

// odd says what is wrong with a node that no spec can have, though YAML can.
func odd(n *yaml.Node, key bool) string {
	switch {
	case n.Style&yaml.TaggedStyle != 0 || n.Tag == "!":
		return "a tag has no meaning here"
	case !key:
		return ""
	case n.Kind != yaml.ScalarNode || n.Anchor != "" || n.ShortTag() == "!!null":
		return "a key is a word, no list, mapping, anchor or alias"
	case len(n.Value) > maxKey:
		return "the key is too long"
	}
	return ""
}

// fault is a fault at a node.
func (s *source) fault(name string, n *yaml.Node, msg string) error {
	return syntax.Errors{{Pos: spec.Pos{File: name, Line: n.Line, Column: n.Column}, Msg: msg, Source: s.lineAt(n.Line)}}
}

// lineAt is a line of the text.
func (s *source) lineAt(line int) string {
	if line < 1 || line > len(s.lines) {
		return ""
	}
	return string(s.text[s.lines[line-1]:s.lineEnd(s.lines[line-1])])
}

// dash is the column of the hyphen before an item of a list.
func (t *tree) dash(item *entry) int {
	before := t.text[t.lines[item.line-1]:item.from]
	if i := bytes.LastIndexByte(before, '-'); i >= 0 {
		return utf8.RuneCount(before[:i]) + 1
	}
	return item.column
}
