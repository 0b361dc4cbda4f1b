package format

import (
	"bytes"
	"slices"
	"strings"
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

// attach gives each comment to the entry that it is about, and finds the empty lines.
func (t *tree) attach(root *entry) {
	heads := map[*entry][]comment{}
	for _, c := range t.comments {
		switch next, last := t.next(c.from), t.last(c.from); {
		case !c.alone && last != nil:
			about := t.behind(c.from, last)
			about.tail = append(about.tail, c.text)
		default:
			if owner := t.ends(root, c, next, last); owner != nil {
				owner.foot = append(owner.foot, t.below(c)+c.text)
			} else {
				heads[next] = append(heads[next], c)
			}
		}
	}
	for _, e := range t.all {
		line := e.line
		for _, c := range slices.Backward(heads[e]) {
			if c.line < line-1 {
				e.head = append(e.head, "")
			}
			e.head = append(e.head, c.text)
			line = c.line
		}
		slices.Reverse(e.head)
		e.gap = line > 1 && strings.TrimSpace(t.lineAt(line-1)) == ""
	}
}

// below is a mark before a comment that has an empty line above it.
func (t *tree) below(c comment) string {
	if strings.TrimSpace(t.lineAt(c.line-1)) == "" {
		return "\n"
	}
	return ""
}

// next is the first entry behind at, nil if there is none.
func (t *tree) next(at int) *entry {
	if i := t.search(at); i < len(t.all) {
		return t.all[i]
	}
	return nil
}

// last is the last entry that begins before at, nil if there is none.
func (t *tree) last(at int) *entry {
	if i := t.search(at); i > 0 {
		return t.all[i-1]
	}
	return nil
}

// search is the index of the first entry behind at.
func (t *tree) search(at int) int {
	i, _ := slices.BinarySearchFunc(t.all, at, func(e *entry, at int) int {
		if e.from <= at {
			return -1
		}
		return 1
	})
	return i
}

// behind is the entry behind which a comment stands: the last one in the brackets around the comment, or in no
// brackets.
func (t *tree) behind(at int, last *entry) *entry {
	for e := last; e.parent != nil; e = e.parent {
		if e.open || e.parent.flow.within(at) {
			return e
		}
		if e.flow.within(at) {
			return e // the brackets have just begun
		}
	}
	return last
}

// ends is the entry at whose end a comment stands that has a line of its own; nil if it stands above the next one.
func (t *tree) ends(root *entry, c comment, next, last *entry) *entry {
	inside := last
	for inside != nil && !inside.flow.within(c.from) {
		inside = inside.parent
	}
	if inside == nil && root.flow.within(c.from) {
		inside = root
	}
	switch {
	case inside != nil:
		if next != nil && inside.flow.within(next.from) {
			return nil
		}
		return inside
	case next != nil && c.column <= next.column:
		return nil
	}
	for e := last; e != nil; e = e.parent {
		if e.holds(next) {
			return nil
		}
		if (e.flow == span{}) && len(e.items) > 0 && e.items[0].column <= c.column {
			return e
		}
	}
	if next != nil {
		return nil
	}
	return root
}

// holds reports whether inner stands somewhere in e.
func (e *entry) holds(inner *entry) bool {
	for inner != nil && inner != e {
		inner = inner.parent
	}
	return inner != nil
}

// schemaMark begins the comment that names a file's schema for editors.
const schemaMark = "# yaml-language-server:"

// takeHeader takes the comments about the whole file from the first section: those before an empty line, and the one
// that names a schema.
func (d *document) takeHeader() {
	if len(d.root.items) == 0 {
		return
	}
	first := d.root.items[0]
	end := 0
	for i, line := range first.head {
		if line == "" || i == 0 && strings.HasPrefix(line, schemaMark) {
			end = i + 1
		}
	}
	d.header, first.head = first.head[:end:end], first.head[end:]
	first.gap = false
}

// words are all comments of a document, sorted.
func (d *document) words() []string {
	var all []string
	collect := func(lines []string) {
		for _, line := range lines {
			if line = strings.TrimPrefix(line, "\n"); line != "" {
				all = append(all, line)
			}
		}
	}
	collect(d.header)
	var walk func(e *entry)
	walk = func(e *entry) {
		collect(e.head)
		collect(e.tail)
		collect(e.foot)
		for _, item := range e.items {
			walk(item)
		}
	}
	walk(d.root)
	slices.Sort(all)
	return all
}
