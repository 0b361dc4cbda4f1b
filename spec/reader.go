package spec

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// maxNodes bounds what aliases may unfold to. The spec of FTP has about 5,000 nodes; a file of a few
// kilobytes that aliases aliases could ask for billions.
const maxNodes = 200_000

// reader turns YAML nodes into nodes as the field table wants them.
type reader struct {
	*report
	count  int
	within map[*yaml.Node]bool // anchors whose values are being read
	poured bool                // texts may come from the section `texts`
	path   []*shape            // of the mappings around the one that is being read
}

// read takes y for a v, the value of key if that is not nil. It returns nil, with the fault reported, if y is
// something else altogether.
func (r *reader) read(key *node, y *yaml.Node, v value) *node {
	n := &node{pos: r.place(y.Line, y.Column)}
	if key != nil {
		n.key, n.keyPos, n.keyRef = key.word, key.pos, key.ref
	}
	if r.count++; r.count > maxNodes {
		if r.count == maxNodes+1 {
			r.add(n.pos, "", "aliases unfold to more than %d values", maxNodes)
		}
		return nil
	}
	for y.Kind == yaml.AliasNode {
		if r.within[y.Alias] {
			r.add(n.pos, "", "*%s stands inside what it stands for", y.Value)
			return nil
		}
		y = y.Alias
		n.pos = r.place(y.Line, y.Column)
	}
	if y.Anchor != "" {
		if r.within == nil {
			r.within = map[*yaml.Node]bool{}
		}
		r.within[y] = true
		defer delete(r.within, y)
	}
	switch v.kind {
	case kindList:
		return r.list(n, y, v)
	case kindSome:
		if y.Kind == yaml.ScalarNode {
			item := r.read(nil, y, *v.of)
			if item == nil {
				return nil
			}
			n.items = []*node{item}
			return n
		}
		return r.list(n, y, v)
	case kindText:
		if y.Kind == yaml.ScalarNode {
			n.every = true
			return r.scalar(n, y, *v.of)
		}
		return r.mapping(n, y, v.word, func(*node) *value { return v.of })
	case kindMap:
		return r.mapping(n, y, v.word, func(*node) *value { return v.of })
	case kindShape:
		return r.shaped(n, y, v.shape)
	default:
		return r.scalar(n, y, v)
	}
}

// list reads a list, which must not be empty and has no word twice.
func (r *reader) list(n *node, y *yaml.Node, v value) *node {
	if y.Kind != yaml.SequenceNode {
		r.add(n.pos, "", "expected a list, found %s", found(y))
		return nil
	}
	if len(y.Content) == 0 {
		n.bad = true
		r.add(n.pos, "", "an empty list says nothing; leave the key out")
	}
	seen := map[string]bool{}
	for _, c := range y.Content {
		item := r.read(nil, c, *v.of)
		if item == nil {
			n.bad = true
			continue
		}
		if item.word != "" && seen[item.word] {
			r.add(item.pos, "", "%q stands in the list twice", item.word)
			continue
		}
		seen[item.word] = true
		n.items = append(n.items, item)
	}
	return n
}

// mapping reads a mapping whose keys look like w, each value as of says, which is nil for a key to skip.
func (r *reader) mapping(n *node, y *yaml.Node, w *word, of func(key *node) *value) *node {
	if y.Kind != yaml.MappingNode {
		r.add(n.pos, "", "expected a mapping, found %s", found(y))
		return nil
	}
	if len(y.Content) == 0 {
		n.bad = true
		r.add(n.pos, "", "an empty mapping says nothing; leave the key out")
	}
	first := map[string]Pos{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		if r.misplaced(y.Content[i], w, of) {
			n.bad = true
			continue
		}
		key := r.read(nil, y.Content[i], is(w))
		if key == nil {
			n.bad = true
			continue
		}
		if at, twice := first[key.word]; twice {
			r.add(key.pos, "", "duplicate key %q; the first is at %s", key.word, at)
			continue
		}
		first[key.word] = key.pos
		v := of(key)
		if v == nil {
			n.bad = true
			continue
		}
		item := r.read(key, y.Content[i+1], *v)
		if item == nil {
			item = &node{pos: key.pos, key: key.word, keyPos: key.pos, keyRef: key.ref, bad: true}
		}
		n.items = append(n.items, item)
	}
	return n
}

// shaped reads a mapping with the keys of a shape.
func (r *reader) shaped(n *node, y *yaml.Node, s *shape) *node {
	n.shape = s
	if s.row && y.Kind == yaml.ScalarNode {
		return r.row(n, y)
	}
	if s.short != "" && y.Kind == yaml.ScalarNode {
		item := r.scalar(&node{pos: n.pos, key: s.short, keyPos: n.pos}, y, is(s.shortWord))
		if item == nil {
			return nil
		}
		n.items = []*node{item}
		return n
	}
	r.path = append(r.path, s)
	defer func() { r.path = r.path[:len(r.path)-1] }()
	var present []string
	m := r.mapping(n, y, wLine, func(key *node) *value {
		f := s.field(key.word)
		if f == nil {
			r.add(key.pos, r.meant(key.word, s), "unknown key %q in %s", key.word, s.name)
			return nil
		}
		present = append(present, f.key)
		return &f.value
	})
	if m == nil {
		return nil
	}
	r.missing(n, s, present)
	if s.oneOf {
		r.oneForm(n, s, present)
	}
	return n
}

// missing reports required keys that are absent, all in one message.
func (r *reader) missing(n *node, s *shape, present []string) {
	var missing []string
	for _, f := range s.fields {
		if f.required && !slices.Contains(present, f.key) && !(f.poured && r.poured) {
			missing = append(missing, strconv.Quote(f.key))
		}
	}
	if missing != nil {
		n.bad = s != sCommand && s != sEvent // `rfc` and `help` say nothing about the rest
		r.add(n.where(), "", "%s needs the key %s", s.name, strings.Join(missing, ", "))
	}
}

// oneForm reports a mapping that has not exactly one of the keys beside `why`.
func (r *reader) oneForm(n *node, s *shape, present []string) {
	forms := slices.DeleteFunc(slices.Clone(present), func(k string) bool { return k == fWhy.key })
	if len(forms) != 1 {
		n.bad = true
		choice := slices.DeleteFunc(s.keys(), func(k string) bool { return k == fWhy.key })
		r.add(n.where(), "", "%s has exactly one of %s; here are %d", s.name, strings.Join(choice, ", "), len(forms))
	}
}

// scalar reads a word, a number or a flag.
func (r *reader) scalar(n *node, y *yaml.Node, v value) *node {
	if y.Kind != yaml.ScalarNode || y.ShortTag() == "!!null" {
		r.add(n.pos, "", "expected %s, found %s", v.describe(), found(y))
		return nil
	}
	n.word = y.Value
	if v.kind == kindWord {
		n.ref, n.prose = v.word.ref, v.word == wLine || v.word == wProse
	}
	switch tag := y.ShortTag(); {
	case v.kind == kindNum && (tag != "!!int" || !decimal.matches(y.Value)),
		v.kind == kindFlag && y.Value != "true" && y.Value != "false":
		r.add(n.pos, "", "expected %s, found %q", v.describe(), y.Value)
		return nil
	case v.kind != kindWord:
		return n
	case y.Value == "" || strings.TrimSpace(y.Value) != y.Value:
		r.add(n.pos, "", "%q is empty, or has blanks around it", y.Value)
		return nil
	case strings.ContainsFunc(y.Value, isControl):
		r.add(n.pos, "", "the text has a line break or another control character")
		return nil
	case v.word.words != nil && !v.word.matches(y.Value):
		r.add(n.pos, didYouMean(y.Value, v.word.words), "%q is none of %s", y.Value, strings.Join(v.word.words, ", "))
		return nil
	case !v.word.matches(y.Value):
		r.add(n.pos, "", "%q is not %s", y.Value, v.word.name)
		return nil
	}
	return n
}

// decimal is how whole numbers are written: no sign, no leading zero, no other base.
var decimal = newWord("a whole number", `0|[1-9][0-9]{0,8}`)

// isControl reports characters that would end or garble a line on the control connection.
func isControl(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}

// describe is what a value should have been, for messages.
func (v value) describe() string {
	switch {
	case v.kind == kindNum:
		return decimal.name
	case v.kind == kindFlag:
		return "true or false"
	case v.word.words != nil:
		return strings.Join(v.word.words, " or ")
	}
	return v.word.name
}

// found is what a YAML node is, for messages.
func found(y *yaml.Node) string {
	switch {
	case y.Kind == yaml.MappingNode:
		return "a mapping"
	case y.Kind == yaml.SequenceNode:
		return "a list"
	case y.ShortTag() == "!!null":
		return "nothing"
	}
	return strconv.Quote(y.Value)
}
