package format

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// step is how far each level is indented.
const step = "  "

// printer writes entries.
type printer struct{ out strings.Builder }

// line writes one line.
func (p *printer) line(text string) { p.out.WriteString(text + "\n") }

// document writes a file. A section that stands open has an empty line above it and below it.
func (p *printer) document(d *document) {
	for _, comment := range d.header {
		p.line(comment)
	}
	if len(d.root.items) == 0 {
		p.line("{}")
	}
	wasOpen := false
	for i, section := range ordered(d.root) {
		open := section.mustOpen()
		section.gap = i > 0 && (section.gap || open || wasOpen)
		p.entry(section, "")
		wasOpen = open
	}
	p.foot(d.root, "")
}

// ordered are the entries of a mapping or a list: those with fixed keys in the order of the field table, then the
// others. Where an entry is an alias of another beside it, they stay as they are: the anchor has to come first.
func ordered(e *entry) []*entry {
	keys := e.place.Keys()
	if keys == nil || e.value.Kind != yaml.MappingNode || refersInside(e.value) {
		return e.items
	}
	rank := func(item *entry) int {
		if i := slices.Index(keys, item.key.Value); i >= 0 {
			return i
		}
		return len(keys)
	}
	items := slices.Clone(e.items)
	slices.SortStableFunc(items, func(a, b *entry) int { return rank(a) - rank(b) })
	return items
}

// refersInside reports whether an alias below n is one of an anchor below n.
func refersInside(n *yaml.Node) bool {
	anchors, aliases := map[string]bool{}, []string{}
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		if n.Anchor != "" {
			anchors[n.Anchor] = true
		}
		if n.Kind == yaml.AliasNode {
			aliases = append(aliases, n.Value)
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	for _, c := range n.Content {
		walk(c)
	}
	return slices.ContainsFunc(aliases, func(a string) bool { return anchors[a] })
}

// mustOpen reports whether the entries of e need lines of their own: they are rows, or have comments, or something
// below them has to stand open.
func (e *entry) mustOpen() bool {
	return len(e.items) > 0 && e.place.Open() || len(e.foot) > 0 || slices.ContainsFunc(e.items, func(item *entry) bool {
		return len(item.head) > 0 || len(item.tail) > 0 || item.mustOpen()
	})
}

// entry writes an entry on lines of its own.
func (p *printer) entry(e *entry, indent string) {
	if e.gap {
		p.line("")
	}
	p.head(e.head, indent)
	lead := indent + "-"
	if e.key != nil {
		lead = indent + keyWord(e.key) + ":"
	}
	lines := e.closed(lead, indent)
	if lines == nil {
		p.open(e, lead, indent)
		return
	}
	tail := strings.Join(e.tail, " ")
	if last := &lines[len(lines)-1]; tail != "" && len(e.tail) == 1 && columns(*last+" "+tail) <= Width {
		*last += " " + tail
	} else {
		p.head(e.tail, indent)
	}
	for _, l := range lines {
		p.line(l)
	}
}

// head writes comments on lines of their own.
func (p *printer) head(comments []string, indent string) {
	for _, comment := range comments {
		if comment == "" {
			p.line("")
			continue
		}
		p.line(indent + comment)
	}
}

// foot writes the comments at the end of what is open.
func (p *printer) foot(e *entry, indent string) {
	for _, comment := range e.foot {
		if text, gap := strings.CutPrefix(comment, "\n"); gap {
			p.line("")
			p.line(indent + text)
			continue
		}
		p.line(indent + comment)
	}
}

// open writes an entry whose own entries have lines of their own.
func (p *printer) open(e *entry, lead, indent string) {
	mark := strings.TrimRight(anchor(e.value), " ")
	if mark != "" {
		lead += " " + mark
	}
	items := ordered(e)
	if len(items) > 0 {
		items[0].gap = false
	}
	inner := indent + step
	inline := e.key == nil && mark == "" && e.value.Kind == yaml.MappingNode && len(items) > 0
	switch {
	case inline || len(e.tail) > 1 || len(e.tail) == 1 && columns(lead+" "+e.tail[0]) > Width:
		p.head(e.tail, indent)
	case len(e.tail) == 1:
		lead += " " + e.tail[0]
	}
	if inline { // the first key stands behind the hyphen
		p.head(items[0].head, indent)
		items[0].head = nil
		var first printer
		first.entry(items[0], inner)
		p.out.WriteString(lead + " " + strings.TrimPrefix(first.out.String(), inner))
		items = items[1:]
	} else {
		p.line(lead)
	}
	for _, item := range items {
		p.entry(item, inner)
	}
	p.foot(e, inner)
}

// closed are the lines of an entry whose own entries need no lines of their own; nil if they do.
func (e *entry) closed(lead, indent string) []string {
	if e.mustOpen() {
		return nil
	}
	whole := lead
	if text := e.text(false); text != "" {
		whole += " " + text
	}
	switch long := e.foldable(); {
	case columns(whole) <= Width:
		return []string{whole}
	case long != nil:
		return folded(lead+" "+anchor(long), long.Value, indent+step)
	case len(e.items) == 0:
		return []string{whole}
	case e.value.Kind == yaml.MappingNode && !e.place.Rows():
		return e.broken(lead+" "+anchor(e.value)+"{", indent+step)
	}
	return nil
}

// foldable is the value if it is a text that may be broken between words, otherwise nil.
func (e *entry) foldable() *yaml.Node {
	n := e.value
	if short := e.short(); short != nil {
		n = short
	}
	if n.Kind == yaml.ScalarNode && strings.HasSuffix(word(n, e.place, true), `"`) && strings.Contains(n.Value, " ") {
		return n
	}
	return nil
}

// broken are the lines of a row that does not fit on one: a key that has no room behind another begins a new line, and
// so does what follows a text that is broken itself. It is nil if a value does not fit on a line of its own.
func (e *entry) broken(lead, indent string) []string {
	lines := []string{lead}
	items := ordered(e)
	room := true // behind the last line, for another key
	for i, item := range items {
		key, end, blank := keyWord(item.key)+": ", ",", " "
		if i == 0 {
			blank = ""
		}
		if i == len(items)-1 {
			end = "}"
		}
		last := &lines[len(lines)-1]
		piece, long := key+item.text(true)+end, item.foldable()
		switch fits := columns(indent+piece) <= Width; {
		case room && columns(*last+blank+piece) <= Width:
			*last += blank + piece
		case fits:
			lines, room = append(lines, indent+piece), true
		case long == nil:
			return nil
		default:
			before := indent + key
			if room && columns(*last+blank+key) <= Width/2 {
				before, lines = *last+blank+key, lines[:len(lines)-1]
			}
			lines = append(lines, folded(before+anchor(long), long.Value, indent+step)...)
			lines[len(lines)-1] += end
			room = false
		}
	}
	return lines
}

// text is the value of an entry on one line.
func (e *entry) text(brackets bool) string {
	if short := e.short(); short != nil {
		return word(short, e.place, brackets)
	}
	n := e.value
	switch n.Kind {
	case yaml.AliasNode:
		return "*" + n.Value
	case yaml.ScalarNode:
		return word(n, e.place, brackets)
	}
	var texts []string
	for _, item := range ordered(e) {
		text := item.text(true)
		switch {
		case item.key != nil:
			text = strings.TrimRight(keyWord(item.key)+": "+text, " ")
		case text == "":
			text = "null"
		}
		texts = append(texts, text)
	}
	open, end := "[", "]"
	if n.Kind == yaml.MappingNode {
		open, end = "{", "}"
	}
	return anchor(n) + open + strings.Join(texts, ", ") + end
}

// short is the word that the value may be, nil if it is none: a row, the only item of a list, or the only key of a
// mapping.
func (e *entry) short() *yaml.Node {
	n := e.value
	switch {
	case n.Anchor != "" || len(e.items) == 0:
		return nil
	case e.place.Alone() && n.Kind == yaml.SequenceNode && len(n.Content) == 1 && n.Content[0].Kind == yaml.ScalarNode && n.Content[0].Anchor == "":
		return n.Content[0]
	case e.place.InAWord():
		if row := shortened(n, e.place); row != "" {
			return scalar(row, "!!str")
		}
	case e.place.Short() != "" && n.Kind == yaml.MappingNode && len(e.items) == 1 && e.items[0].key.Value == e.place.Short() && bare(e.items[0].value):
		return e.items[0].value
	}
	return nil
}
