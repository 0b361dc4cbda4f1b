package syntax

import (
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"go.yaml.in/yaml/v4"
)

// maxNodes bounds what aliases may unfold to. The spec of FTP has about 5,000 nodes; a file of a few
// kilobytes that aliases aliases could ask for billions.
const maxNodes = 200_000

// Parser turns YAML nodes into nodes as the field table wants them.
type Parser struct {
	*Report
	count  int
	within map[*yaml.Node]bool // anchors whose values are being read
	poured bool                // texts may come from the section `texts`
	path   []*grammar.Shape    // of the mappings around the one that is being read
}

// Read takes y for a v, the value of key if that is not nil. It returns nil, with the fault reported, if y is
// something else altogether.
func (r *Parser) Read(key *Node, y *yaml.Node, v grammar.Value) *Node {
	n := &Node{Pos: r.place(y.Line, y.Column)}
	if key != nil {
		n.Key, n.KeyPos, n.KeyRef = key.Word, key.Pos, key.Ref
	}
	if r.count++; r.count > maxNodes {
		if r.count == maxNodes+1 {
			r.Add(n.Pos, "", "aliases unfold to more than %d values", maxNodes)
		}
		return nil
	}
	if y = r.follow(n, y); y == nil {
		return nil
	}
	if y.Anchor != "" {
		if r.within == nil {
			r.within = map[*yaml.Node]bool{}
		}
		r.within[y] = true
		defer delete(r.within, y)
	}
	switch v.Kind {
	case grammar.KindList:
		return r.list(n, y, v)
	case grammar.KindSome:
		if y.Kind == yaml.ScalarNode {
			item := r.Read(nil, y, *v.Of)
			if item == nil {
				return nil
			}
			n.Items = []*Node{item}
			return n
		}
		return r.list(n, y, v)
	case grammar.KindText:
		if y.Kind == yaml.ScalarNode {
			n.every = true
			return r.scalar(n, y, *v.Of)
		}
		return r.mapping(n, y, v.Word, func(*Node) *grammar.Value { return v.Of })
	case grammar.KindMap:
		return r.mapping(n, y, v.Word, func(*Node) *grammar.Value { return v.Of })
	case grammar.KindShape:
		return r.shaped(n, y, v.Shape)
	default:
		return r.scalar(n, y, v)
	}
}

// follow is what an alias stands for, or y itself where it is none. It is nil, with the fault reported, for an alias
// inside of what it stands for.
func (r *Parser) follow(n *Node, y *yaml.Node) *yaml.Node {
	for y.Kind == yaml.AliasNode {
		if r.within[y.Alias] {
			r.Add(n.Pos, "", "*%s stands inside what it stands for", y.Value)
			return nil
		}
		y = y.Alias
		n.Pos = r.place(y.Line, y.Column)
	}
	return y
}

// list reads a list, which must not be empty and has no word twice.
func (r *Parser) list(n *Node, y *yaml.Node, v grammar.Value) *Node {
	if y.Kind != yaml.SequenceNode {
		r.Add(n.Pos, "", "expected a list, found %s", found(y))
		return nil
	}
	if len(y.Content) == 0 {
		n.Bad = true
		r.Add(n.Pos, "", "an empty list says nothing; leave the key out")
	}
	seen := map[string]bool{}
	for _, c := range y.Content {
		item := r.Read(nil, c, *v.Of)
		if item == nil {
			n.Bad = true
			continue
		}
		if item.Word != "" && seen[item.Word] {
			r.Add(item.Pos, "", "%q stands in the list twice", item.Word)
			continue
		}
		seen[item.Word] = true
		n.Items = append(n.Items, item)
	}
	return n
}

// mapping reads a mapping whose keys look like w, each value as of says, which is nil for a key to skip.
func (r *Parser) mapping(n *Node, y *yaml.Node, w *grammar.Word, of func(key *Node) *grammar.Value) *Node {
	if y.Kind != yaml.MappingNode {
		r.Add(n.Pos, "", "expected a mapping, found %s", found(y))
		return nil
	}
	if len(y.Content) == 0 {
		n.Bad = true
		r.Add(n.Pos, "", "an empty mapping says nothing; leave the key out")
	}
	first := map[string]spec.Pos{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		if r.misplaced(y.Content[i], w, of) {
			n.Bad = true
			continue
		}
		key := r.Read(nil, y.Content[i], grammar.Is(w))
		if key == nil {
			n.Bad = true
			continue
		}
		if at, twice := first[key.Word]; twice {
			r.Add(key.Pos, "", "duplicate key %q; the first is at %s", key.Word, at)
			continue
		}
		first[key.Word] = key.Pos
		v := of(key)
		if v == nil {
			n.Bad = true
			continue
		}
		item := r.Read(key, y.Content[i+1], *v)
		if item == nil {
			item = &Node{Pos: key.Pos, Key: key.Word, KeyPos: key.Pos, KeyRef: key.Ref, Bad: true}
		}
		n.Items = append(n.Items, item)
	}
	return n
}

// shaped reads a mapping with the keys of a shape.
func (r *Parser) shaped(n *Node, y *yaml.Node, s *grammar.Shape) *Node {
	n.Shape = s
	if s.Row && y.Kind == yaml.ScalarNode {
		return r.row(n, y)
	}
	if s.Short != "" && y.Kind == yaml.ScalarNode {
		item := r.scalar(&Node{Pos: n.Pos, Key: s.Short, KeyPos: n.Pos}, y, grammar.Is(s.ShortWord))
		if item == nil {
			return nil
		}
		n.Items = []*Node{item}
		return n
	}
	r.path = append(r.path, s)
	defer func() { r.path = r.path[:len(r.path)-1] }()
	var present []string
	m := r.mapping(n, y, grammar.WordLine, func(key *Node) *grammar.Value {
		f := s.Field(key.Word)
		if f == nil {
			r.Add(key.Pos, r.meant(key.Word, s), "unknown key %q in %s", key.Word, s.Name)
			return nil
		}
		present = append(present, f.Key)
		return &f.Value
	})
	if m == nil {
		return nil
	}
	r.missing(n, s, present)
	if s.OneOf {
		r.oneForm(n, s, present)
	}
	return n
}

// missing reports required keys that are absent, all in one message.
func (r *Parser) missing(n *Node, s *grammar.Shape, present []string) {
	var missing []string
	for _, f := range s.Fields {
		if f.Required && !slices.Contains(present, f.Key) && !(f.Poured && r.poured) {
			missing = append(missing, strconv.Quote(f.Key))
		}
	}
	if missing != nil {
		n.Bad = s != grammar.ShapeCommand && s != grammar.ShapeEvent // `rfc` and `help` say nothing about the rest
		r.Add(n.Where(), "", "%s needs the key %s", s.Name, strings.Join(missing, ", "))
	}
}

// oneForm reports a mapping that has not exactly one of the keys beside `why`.
func (r *Parser) oneForm(n *Node, s *grammar.Shape, present []string) {
	forms := slices.DeleteFunc(slices.Clone(present), func(k string) bool { return k == grammar.FieldWhy.Key })
	if len(forms) != 1 {
		n.Bad = true
		choice := slices.DeleteFunc(s.Keys(), func(k string) bool { return k == grammar.FieldWhy.Key })
		r.Add(n.Where(), "", "%s has exactly one of %s; here are %d", s.Name, strings.Join(choice, ", "), len(forms))
	}
}

// scalar reads a word, a number or a flag.
func (r *Parser) scalar(n *Node, y *yaml.Node, v grammar.Value) *Node {
	if y.Kind != yaml.ScalarNode || y.ShortTag() == "!!null" {
		r.Add(n.Pos, "", "expected %s, found %s", v.Describe(), found(y))
		return nil
	}
	n.Word = y.Value
	if v.Kind == grammar.KindWord {
		n.Ref, n.Prose = v.Word.Ref, v.Word == grammar.WordLine || v.Word == grammar.WordProse
	}
	switch tag := y.ShortTag(); {
	case v.Kind == grammar.KindNum && (tag != "!!int" || !grammar.Decimal.Matches(y.Value)),
		v.Kind == grammar.KindFlag && y.Value != "true" && y.Value != "false":
		r.Add(n.Pos, "", "expected %s, found %q", v.Describe(), y.Value)
		return nil
	case v.Kind != grammar.KindWord:
		return n
	case y.Value == "" || strings.TrimSpace(y.Value) != y.Value:
		r.Add(n.Pos, "", "%q is empty, or has blanks around it", y.Value)
		return nil
	case strings.ContainsFunc(y.Value, isControl):
		r.Add(n.Pos, "", "the text has a line break or another control character")
		return nil
	case v.Word.Words != nil && !v.Word.Matches(y.Value):
		r.Add(n.Pos, DidYouMean(y.Value, v.Word.Words), "%q is none of %s", y.Value, strings.Join(v.Word.Words, ", "))
		return nil
	case !v.Word.Matches(y.Value):
		r.Add(n.Pos, "", "%q is not %s", y.Value, v.Word.Name)
		return nil
	}
	return n
}

// isControl reports characters that would end or garble a line on the control connection.
func isControl(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\ufeff'
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
