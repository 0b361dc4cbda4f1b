package format

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// source is a file's text, with what the node tree does not tell: where values end, and where comments are.
type source struct {
	text     []byte
	lines    []int  // where each line begins
	opaque   []span // quoted and block scalars, in order: nothing in them is a comment or a bracket
	comments []comment
}

// span is a part of the text.
type span struct{ from, to int }

// comment is one comment, to the end of its line.
type comment struct {
	from, line, column int
	text               string
	alone              bool // nothing but an indicator stands before it on its line
}

// newSource finds the comments of a text with the node tree root.
func newSource(text []byte, root *yaml.Node) *source {
	s := &source{text: text, lines: []int{0}}
	for i, c := range text {
		if c == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	s.scalars(root)
	s.findComments()
	return s
}

// offset is where a node begins. Its column counts characters.
func (s *source) offset(n *yaml.Node) int {
	if n.Line < 1 || n.Line > len(s.lines) {
		return len(s.text)
	}
	at := s.lines[n.Line-1]
	for range n.Column - 1 {
		_, size := utf8.DecodeRune(s.text[at:])
		at += size
	}
	return at
}

// content is where the value of a node begins, behind its anchor.
func (s *source) content(n *yaml.Node) int {
	at := s.offset(n)
	for at < len(s.text) {
		switch c := s.text[at]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			at++
		case c == '#':
			at = s.lineEnd(at)
		case c == '&' && n.Anchor != "":
			for at < len(s.text) && !bytes.ContainsRune([]byte(" \t\r\n"), rune(s.text[at])) {
				at++
			}
		default:
			return at
		}
	}
	return at
}

// lineEnd is where the line ends in which at is.
func (s *source) lineEnd(at int) int {
	if i := bytes.IndexByte(s.text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(s.text)
}

// scalars collects the quoted and block scalars below n.
func (s *source) scalars(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		switch from := s.content(n); {
		case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
			s.opaque = append(s.opaque, span{from, s.quoted(from)})
		case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
			s.opaque = append(s.opaque, s.block(from))
		}
	}
	for _, c := range n.Content {
		s.scalars(c)
	}
}

// quoted is the end of a quoted scalar.
func (s *source) quoted(from int) int {
	for at := from + 1; at < len(s.text); at++ {
		switch c := s.text[at]; {
		case c == '\\' && s.text[from] == '"':
			at++
		case c != s.text[from]:
		case c == '\'' && at+1 < len(s.text) && s.text[at+1] == '\'':
			at++
		default:
			return at + 1
		}
	}
	return len(s.text)
}

// block is the content of a block scalar: the lines below its header that are indented as far as the first of them.
func (s *source) block(header int) span {
	from := min(s.lineEnd(header)+1, len(s.text))
	to, indent := from, 0
	for at := from; at < len(s.text); at = s.lineEnd(at) + 1 {
		line := string(s.text[at:s.lineEnd(at)])
		text := strings.TrimLeft(line, " ")
		if strings.TrimSpace(text) == "" {
			continue
		}
		depth := len(line) - len(text)
		if indent == 0 {
			indent = depth
		}
		if depth < indent || depth == 0 {
			break
		}
		to = s.lineEnd(at)
	}
	return span{from, to}
}

// hidden is the end of the opaque span that at is in, or at.
func (s *source) hidden(at int) int {
	i := sort.Search(len(s.opaque), func(i int) bool { return s.opaque[i].to > at })
	if i < len(s.opaque) && s.opaque[i].from <= at {
		return s.opaque[i].to
	}
	return at
}

// findComments collects the comments: what follows a # that stands at the beginning of a line or behind a blank,
// outside of scalars.
func (s *source) findComments() {
	line := 1
	for at := 0; at < len(s.text); at++ {
		if end := s.hidden(at); end > at {
			line += bytes.Count(s.text[at:end], []byte("\n"))
			at = end - 1
			continue
		}
		switch c := s.text[at]; {
		case c == '\n':
			line++
		case c == '#' && (at == 0 || bytes.IndexByte([]byte(" \t\n"), s.text[at-1]) >= 0):
			before := string(s.text[s.lines[line-1]:at])
			s.comments = append(s.comments, comment{
				from: at, line: line, column: utf8.RuneCountInString(before) + 1,
				text:  strings.TrimRight(string(s.text[at:s.lineEnd(at)]), " \t\r"),
				alone: strings.Trim(before, " \t-?") == "",
			})
			at = s.lineEnd(at) - 1
		}
	}
}

// commented is the end of the comment that begins at at, or at.
func (s *source) commented(at int) int {
	i := sort.Search(len(s.comments), func(i int) bool { return s.comments[i].from >= at })
	if i < len(s.comments) && s.comments[i].from == at {
		return s.lineEnd(at)
	}
	return at
}

// flow is the part of the text between the brackets of a list or a mapping, with the brackets; it is empty for one that
// has none.
func (s *source) flow(n *yaml.Node) span {
	from := s.content(n)
	if n.Kind != yaml.MappingNode && n.Kind != yaml.SequenceNode || n.Style&yaml.FlowStyle == 0 || from >= len(s.text) ||
		s.text[from] != '{' && s.text[from] != '[' {
		return span{}
	}
	depth := 0
	for at := from; at < len(s.text); at++ {
		if end := max(s.hidden(at), s.commented(at)); end > at {
			at = end - 1
			continue
		}
		switch s.text[at] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return span{from, at + 1}
			}
		}
	}
	return span{from, len(s.text)}
}

// within reports whether at is in the span.
func (p span) within(at int) bool { return p.from <= at && at < p.to }
